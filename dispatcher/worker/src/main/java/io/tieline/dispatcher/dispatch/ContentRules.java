package io.tieline.dispatcher.dispatch;

import io.tieline.schemas.Messages;
import io.tieline.schemas.StoredContents;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Operation;
import java.util.List;
import java.util.Optional;

/** Tells what is wrong with what a model shall read and answer. Pure. */
final class ContentRules {
    private static final int MOST_INPUTS = 2_048;
    private static final String NONE = "none for EMBEDDINGS";

    private ContentRules() {}

    /** The first problem; empty where there is none. */
    static Optional<Problem> check(InferenceRequest request) {
        return request.getOperation() == Operation.EMBEDDINGS ? embeddings(request) : chat(request);
    }

    private static Optional<Problem> chat(InferenceRequest request) {
        List<String> inputs = request.getInputs();
        Integer dimensions = request.getDimensions();
        return StoredRules.check(request)
                .or(() -> MessageRules.check(request))
                .or(() -> Problem.invalid(!inputs.isEmpty(), "inputs", inputs.size() + " texts", "none for CHAT"))
                .or(() -> Problem.invalid(dimensions != null, "dimensions", dimensions, "none for CHAT"))
                .or(() -> ToolRules.offered(request))
                .or(() -> JsonRules.schema("jsonSchema", request.getJsonSchema()));
    }

    private static Optional<Problem> embeddings(InferenceRequest request) {
        List<String> inputs = request.getInputs();
        int messages = request.getMessages().size();
        int stored = StoredContents.of(request).size();
        int tools = Messages.orEmpty(request.getTools()).size();
        Integer dimensions = request.getDimensions();
        return Problem.invalid(
                        inputs.isEmpty() || inputs.size() > MOST_INPUTS,
                        "inputs",
                        inputs.size() + " texts",
                        "1 to " + MOST_INPUTS + " texts for EMBEDDINGS")
                .or(() -> blank(inputs))
                .or(() -> Problem.invalid(messages > 0, "messages", messages + " messages", NONE))
                .or(() -> Problem.invalid(stored > 0, "stored", stored + " contents", NONE))
                .or(() -> Problem.invalid(tools > 0, "tools", tools + " tools", NONE))
                .or(() -> Problem.invalid(request.getToolChoice() != null, "toolChoice", request.getToolChoice(), NONE))
                .or(() -> Problem.invalid(request.getJsonSchema() != null, "jsonSchema", request.getJsonSchema(), NONE))
                .or(() -> Problem.invalid(dimensions != null && dimensions < 1, "dimensions", dimensions, "1 or more"));
    }

    private static Optional<Problem> blank(List<String> inputs) {
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).isBlank()) {
                return Problem.invalid(true, "inputs[" + i + "]", inputs.get(i), "a text that isn't blank");
            }
        }
        return Optional.empty();
    }
}
