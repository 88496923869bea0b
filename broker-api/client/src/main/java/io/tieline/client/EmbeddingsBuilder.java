package io.tieline.client;

import static io.tieline.client.Checks.check;

import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Operation;
import java.util.List;

/** Collects what a request for vectors consists of. All vectors of a route come from the same model, or there are none. */
public final class EmbeddingsBuilder extends RequestBuilder<EmbeddingsBuilder> {
    private final List<String> inputs;

    EmbeddingsBuilder(String route, List<String> inputs) {
        super(route);
        check(!inputs.isEmpty(), "inputs", inputs, "at least one text");
        check(inputs.stream().noneMatch(String::isBlank), "inputs", inputs, "texts, none of them blank");
        this.inputs = List.copyOf(inputs);
    }

    @Override
    EmbeddingsBuilder self() {
        return this;
    }

    /** Length of the vectors, where the model lets it be chosen. Default: its own. */
    public EmbeddingsBuilder dimensions(int dimensions) {
        check(dimensions >= 1, "dimensions", dimensions, "1 or more");
        template().setDimensions(dimensions);
        return this;
    }

    @Override
    void complete(InferenceRequest.Builder request) {
        request.setOperation(Operation.EMBEDDINGS).setMessages(List.of()).setInputs(inputs);
    }
}
