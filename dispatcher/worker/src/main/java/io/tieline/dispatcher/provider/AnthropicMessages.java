package io.tieline.dispatcher.provider;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.routing.Feature;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.ToolCall;
import io.tieline.schemas.avro.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic Messages. Models that take a temperature or a top_p take one of both, so temperature wins; and it ends at 1, so hotter requests get 1. There is no seed.
 */
final class AnthropicMessages implements WireAdapter {
    static final AnthropicMessages INSTANCE = new AnthropicMessages();

    /** Ours and the caller's fields stand in it side by side. */
    private static final String OUTPUT_CONFIG = "output_config";

    private static final String VERSION = "2023-06-01";
    private static final double MAX_TEMPERATURE = 1.0;
    private static final String[] INPUT = {"input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"};
    private static final String[] OUTPUT = {"output_tokens"};

    private AnthropicMessages() {}

    @Override
    public WireRequest encode(WireCall call) {
        if (call.request().getOperation() == Operation.EMBEDDINGS) {
            throw new IllegalStateException("routing sent embeddings to an endpoint that speaks anthropic_messages");
        }
        byte[] body = Json.object(json -> {
            ObjectNode own = call.vendorFields();
            write(json, call, own.path(OUTPUT_CONFIG));
            Json.fields(json, own.without(OUTPUT_CONFIG));
        });
        return WireRequest.of(call, "/v1/messages", "x-api-key", "", body).with("anthropic-version", VERSION);
    }

    private static void write(JsonGenerator json, WireCall call, JsonNode outputConfig) throws IOException {
        InferenceRequest request = call.request();
        Conversation conversation = Conversation.of(request.getMessages());
        json.writeStringField("model", call.endpoint().model());
        json.writeNumberField("max_tokens", call.outputLimit());
        if (!conversation.system().isEmpty()) {
            json.writeStringField("system", conversation.system());
        }
        json.writeArrayFieldStart("messages");
        for (Conversation.Turn turn : conversation.turns()) {
            json.writeStartObject();
            json.writeStringField("role", turn.role() == Role.ASSISTANT ? "assistant" : "user");
            AnthropicContent.writeContent(json, turn);
            json.writeEndObject();
        }
        json.writeEndArray();
        if (call.endpoint().features().contains(Feature.SAMPLING)) {
            writeSampling(json, request);
        }
        Json.strings(json, "stop_sequences", request.getStop());
        AnthropicContent.writeTools(json, request);
        if (request.getJsonSchema() != null || outputConfig.isObject()) {
            json.writeObjectFieldStart(OUTPUT_CONFIG);
            AnthropicContent.writeSchema(json, request.getJsonSchema());
            Json.fields(json, outputConfig);
            json.writeEndObject();
        }
    }

    private static void writeSampling(JsonGenerator json, InferenceRequest request) throws IOException {
        if (request.getTemperature() != null) {
            json.writeNumberField("temperature", Math.min(request.getTemperature(), MAX_TEMPERATURE));
        } else if (request.getTopP() != null) {
            json.writeNumberField("top_p", request.getTopP());
        }
    }

    @Override
    public Completion completion(JsonNode body) {
        StringBuilder text = new StringBuilder();
        List<ToolCall> calls = new ArrayList<>();
        for (JsonNode block : body.path("content")) {
            if ("text".equals(block.path("type").textValue())) {
                text.append(block.path("text").asText());
            } else if ("tool_use".equals(block.path("type").textValue())) {
                calls.add(new ToolCall(
                        Completion.idOf(block.path("id"), calls.size()),
                        block.path("name").asText(),
                        block.path("input").toString()));
            }
        }
        return new Completion(
                text.toString(),
                calls,
                Completion.textOf(body.path("stop_reason")),
                false,
                Completion.usageOf(
                        body.path("usage"), INPUT, OUTPUT, body.path("usage").path("cache_read_input_tokens")));
    }

    @Override
    public List<List<Float>> embeddings(JsonNode body) {
        throw new IllegalStateException("routing sent embeddings to an endpoint that speaks anthropic_messages");
    }

    @Override
    public @Nullable Usage usage(JsonNode body) {
        throw new IllegalStateException("routing sent embeddings to an endpoint that speaks anthropic_messages");
    }
}
