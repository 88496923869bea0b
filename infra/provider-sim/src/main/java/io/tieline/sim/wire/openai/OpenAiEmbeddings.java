package io.tieline.sim.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.sim.model.Vectors;
import io.tieline.sim.text.TokenCount;
import io.tieline.sim.wire.CallContext;
import io.tieline.sim.wire.Feature;
import io.tieline.sim.wire.Json;
import io.tieline.sim.wire.Parsed;
import io.tieline.sim.wire.Reply;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks an embeddings request as OpenAI does, and answers it. Texts only: token arrays are refused. */
final class OpenAiEmbeddings {
    /** Of text-embedding-3-small. */
    private static final int DIMENSIONS = 1_536;

    private static final int MOST_INPUTS = 2_048;

    private final OpenAiErrors errors;
    private final OpenAiHeaders headers;

    OpenAiEmbeddings(OpenAiErrors errors, OpenAiHeaders headers) {
        this.errors = errors;
        this.headers = headers;
    }

    /** Parses a call whose key was right. */
    Parsed parse(CallContext context, byte[] bytes) {
        Optional<JsonNode> body = Json.object(bytes);
        if (body.isEmpty()) {
            return new Parsed.Refused(errors.noJson(context));
        }
        Reply refusal = check(context, body.get());
        if (refusal != null) {
            return new Parsed.Refused(refusal);
        }
        List<String> texts = texts(body.get().path("input"));
        int tokens = texts.stream().mapToInt(TokenCount::of).sum();
        int dimensions = body.get().path("dimensions").asInt(DIMENSIONS);
        boolean base64 = body.get().path("encoding_format").asText().equals("base64");
        return new Parsed.Vectors(tokens, answered -> answer(answered, texts, dimensions, base64, tokens));
    }

    private @Nullable Reply check(CallContext context, JsonNode body) {
        JsonNode model = body.path("model");
        if (!model.isTextual()) {
            return errors.invalid(context, null, null, "you must provide a model parameter");
        }
        if (!model.textValue().equals(context.endpoint().model())) {
            return errors.unknownModel(context, model.textValue());
        }
        if (!context.endpoint().can(Feature.EMBEDDINGS)) {
            return errors.noEmbeddings(context);
        }
        Reply refusal = input(context, body.path("input"));
        return refusal != null ? refusal : dimensions(context, body.path("dimensions"));
    }

    private @Nullable Reply input(CallContext context, JsonNode input) {
        if (input.isMissingNode()) {
            return errors.missing(context, "input");
        }
        List<String> texts = texts(input);
        if (!input.isTextual() && (!input.isArray() || texts.size() != input.size())) {
            return errors.wrongType(context, "input", "one of a string or array of strings", input);
        }
        if (texts.isEmpty() || texts.contains("")) {
            return errors.invalid(context, "input", null, "Invalid 'input': input cannot be an empty string.");
        }
        if (texts.size() > MOST_INPUTS) {
            return errors.invalid(
                    context,
                    "input",
                    "array_above_max_length",
                    "Invalid 'input': array too long. Expected an array with maximum length " + MOST_INPUTS
                            + ", but got an array with length " + texts.size() + " instead.");
        }
        int window = context.endpoint().contextWindow();
        int longest = texts.stream().mapToInt(TokenCount::of).max().orElse(0);
        return longest <= window
                ? null
                : errors.invalid(
                        context,
                        null,
                        null,
                        "This model's maximum context length is " + window + " tokens, however you requested " + longest
                                + " tokens (" + longest
                                + " in your prompt; 0 for the completion). Please reduce your prompt; or completion"
                                + " length.");
    }

    private @Nullable Reply dimensions(CallContext context, JsonNode dimensions) {
        if (dimensions.isMissingNode() || dimensions.isNull()) {
            return null;
        }
        if (!dimensions.isInt()) {
            return errors.wrongType(context, "dimensions", "an integer", dimensions);
        }
        return dimensions.intValue() >= 1 && dimensions.intValue() <= DIMENSIONS
                ? null
                : errors.invalid(
                        context,
                        "dimensions",
                        null,
                        "Invalid value for 'dimensions' = " + dimensions.intValue()
                                + ". Must be greater than 0 and less than or equal to " + DIMENSIONS + ".");
    }

    private static List<String> texts(JsonNode input) {
        if (input.isTextual()) {
            return List.of(input.textValue());
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : input) {
            if (each.isTextual()) {
                texts.add(each.textValue());
            }
        }
        return texts;
    }

    private Reply answer(CallContext context, List<String> texts, int dimensions, boolean base64, int tokens) {
        String model = context.endpoint().model();
        ObjectNode body = Json.object().put("object", "list");
        ArrayNode data = body.putArray("data");
        for (String text : texts) {
            ObjectNode item = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            float[] vector = Vectors.of(model, text, dimensions);
            if (base64) {
                item.put("embedding", base64(vector));
            } else {
                ArrayNode values = item.putArray("embedding");
                for (float value : vector) {
                    values.add(value);
                }
            }
        }
        body.put("model", model);
        body.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return new Reply(200, headers.fine(context, tokens), Json.TYPE, Json.bytes(body));
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
