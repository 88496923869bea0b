package io.tieline.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.words.Fields;
import io.tieline.gateway.words.Flaw;
import io.tieline.gateway.words.Flaws;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Reading;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Operation;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a request for vectors. Texts only: what is cut into tokens already is cut for one model alone. */
public final class EmbeddingsRequest {
    /** Label that says how the vectors shall be written. */
    static final String ENCODING = "tieline.encoding-format";

    static final String BASE64 = "base64";

    private static final int MOST_INPUTS = 2_048;
    private static final Set<String> KNOWN = Set.of("model", "input", "dimensions", "encoding_format", "user");

    private EmbeddingsRequest() {}

    /** Reads a body into a request that is complete but for id, tenant, times and the place of the reply. */
    public static Reading<InferenceRequest.Builder> read(JsonNode body) {
        Flaws flaws = new Flaws();
        Fields fields = Fields.of(body, "", flaws);
        String encoding = fields.choice("encoding_format", List.of("float", BASE64));
        ObjectNode rest = fields.without(KNOWN);
        InferenceRequest.Builder request = InferenceRequest.newBuilder()
                .setRoute(fields.neededText("model"))
                .setOperation(Operation.EMBEDDINGS)
                .setMessages(List.of())
                .setInputs(inputs(fields, flaws))
                .setDimensions(fields.integer("dimensions", 1))
                .setTruncationAllowed(true)
                .setAttributes(BASE64.equals(encoding) ? Map.of(ENCODING, BASE64) : Map.of())
                .setVendorFields(rest.isEmpty() ? Map.of() : Map.of(ChatRequest.FORMAT, rest.toString()));
        return flaws.reading(OpenAiErrors.INSTANCE, request);
    }

    private static List<String> inputs(Fields fields, Flaws flaws) {
        fields.need("input");
        JsonNode input = fields.get("input");
        flaws.addIf(
                !input.isTextual() && !input.isArray(),
                new Flaw.WrongKind("input", "one of a string or array of strings", Json.kind(input)));
        List<String> texts = input.isTextual() ? List.of(input.textValue()) : fields.texts("input");
        flaws.addIf(
                texts.isEmpty() || texts.stream().anyMatch(String::isBlank),
                new Flaw.Other("input", "Invalid 'input': input cannot be an empty string."));
        flaws.addIf(texts.size() > MOST_INPUTS, OpenAiErrors.tooLong("input", MOST_INPUTS, texts.size()));
        return texts;
    }
}
