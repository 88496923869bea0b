package io.tieline.dispatcher.provider;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.ToolCall;
import io.tieline.schemas.avro.Usage;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gemini generateContent. The key goes into a header, never into the URL. Its seed has 32 bits, so longer ones are folded. */
final class GeminiGenerate implements WireAdapter {
    static final GeminiGenerate INSTANCE = new GeminiGenerate();

    /** Ours and the caller's fields stand in it side by side. */
    private static final String CONFIG = "generationConfig";

    private static final String[] INPUT = {"promptTokenCount"};
    private static final String[] OUTPUT = {"candidatesTokenCount", "thoughtsTokenCount"};

    private GeminiGenerate() {}

    @Override
    public WireRequest encode(WireCall call) {
        boolean vectors = call.request().getOperation() == Operation.EMBEDDINGS;
        ObjectNode own = call.vendorFields();
        byte[] body = Json.object(json -> {
            if (vectors) {
                GeminiContent.writeInputs(json, call);
            } else {
                write(json, call, own.path(CONFIG));
            }
            Json.fields(json, own.without(CONFIG));
        });
        String path = path(call.endpoint().model()) + (vectors ? ":batchEmbedContents" : ":generateContent");
        return WireRequest.of(call, path, "x-goog-api-key", "", body);
    }

    /** A bare name is one of the public models; tuned models come as {@code tunedModels/name}. */
    private static String path(String model) {
        String name = GeminiContent.nameOf(model);
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("%2F", "/")
                .replace("+", "%20");
        return "/v1beta/" + encoded;
    }

    private static void write(JsonGenerator json, WireCall call, JsonNode config) throws IOException {
        Conversation conversation = Conversation.of(call.request().getMessages());
        if (!conversation.system().isEmpty()) {
            json.writeObjectFieldStart("systemInstruction");
            GeminiContent.writeParts(json, List.of(new Conversation.Piece.Text(conversation.system())));
            json.writeEndObject();
        }
        json.writeArrayFieldStart("contents");
        for (Conversation.Turn turn : conversation.turns()) {
            json.writeStartObject();
            json.writeStringField("role", turn.role() == Role.ASSISTANT ? "model" : "user");
            GeminiContent.writeParts(json, turn.pieces());
            json.writeEndObject();
        }
        json.writeEndArray();
        GeminiContent.writeTools(json, call.request());
        writeConfig(json, call, config);
    }

    private static void writeConfig(JsonGenerator json, WireCall call, JsonNode config) throws IOException {
        InferenceRequest request = call.request();
        json.writeObjectFieldStart(CONFIG);
        json.writeNumberField("maxOutputTokens", call.outputLimit());
        if (request.getTemperature() != null) {
            json.writeNumberField("temperature", request.getTemperature());
        }
        if (request.getTopP() != null) {
            json.writeNumberField("topP", request.getTopP());
        }
        Long seed = request.getSeed();
        if (seed != null) {
            json.writeNumberField("seed", seed == seed.intValue() ? seed.intValue() : Long.hashCode(seed));
        }
        Json.strings(json, "stopSequences", request.getStop());
        if (request.getJsonSchema() != null) {
            json.writeStringField("responseMimeType", "application/json");
            Json.raw(json, "responseJsonSchema", request.getJsonSchema());
        }
        Json.fields(json, config);
        json.writeEndObject();
    }

    @Override
    public Completion completion(JsonNode body) {
        JsonNode candidate = body.path("candidates").path(0);
        String blocked = Completion.textOf(body.path("promptFeedback").path("blockReason"));
        StringBuilder text = new StringBuilder();
        List<ToolCall> calls = new ArrayList<>();
        for (JsonNode part : candidate.path("content").path("parts")) {
            if (!part.path("thought").asBoolean()) {
                text.append(part.path("text").asText());
            }
            JsonNode call = part.path("functionCall");
            if (call.isObject()) {
                calls.add(new ToolCall(
                        Completion.idOf(call.path("id"), calls.size()),
                        call.path("name").asText(),
                        call.path("args").isObject() ? call.path("args").toString() : "{}"));
            }
        }
        return new Completion(
                text.toString(),
                calls,
                blocked != null ? blocked : Completion.textOf(candidate.path("finishReason")),
                blocked != null,
                Completion.usageOf(
                        body.path("usageMetadata"),
                        INPUT,
                        OUTPUT,
                        body.path("usageMetadata").path("cachedContentTokenCount")));
    }

    @Override
    public List<List<Float>> embeddings(JsonNode body) {
        List<List<Float>> vectors = new ArrayList<>();
        body.path("embeddings").forEach(item -> vectors.add(Completion.vectorOf(item.path("values"))));
        return vectors;
    }

    /** It tells nothing of what embeddings use. */
    @Override
    public @Nullable Usage usage(JsonNode body) {
        return null;
    }
}
