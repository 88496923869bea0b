package io.tieline.gateway.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Pieces;
import io.tieline.gateway.words.ServerEvent;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.ToolCall;
import io.tieline.schemas.avro.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes replies that were completed as messages, whole or as events. */
public final class AnthropicMessage {
    private AnthropicMessage() {}

    /** The object {@code message}. */
    public static ObjectNode of(InferenceReply reply) {
        ObjectNode message = head(reply);
        ArrayNode content = message.putArray("content");
        if (reply.getText() != null) {
            content.addObject().put("type", "text").put("text", reply.getText());
        }
        for (ToolCall call : Messages.orEmpty(reply.getToolCalls())) {
            use(content.addObject(), call).set("input", arguments(call));
        }
        message.put("stop_reason", stopReason(reply)).putNull("stop_sequence");
        message.set("usage", usage(reply.getUsage()));
        return message;
    }

    /** The events that a stream brings, up to its end. */
    public static List<ServerEvent> events(InferenceReply reply) {
        List<ObjectNode> events = new ArrayList<>();
        ObjectNode begun = head(reply);
        begun.putArray("content");
        begun.putNull("stop_reason").putNull("stop_sequence");
        begun.set("usage", usage(reply.getUsage()).put("output_tokens", 0));
        events.add(event("message_start").set("message", begun));
        int index = 0;
        if (reply.getText() != null) {
            ObjectNode block = Json.object().put("type", "text").put("text", "");
            block(events, index++, block, "text_delta", "text", reply.getText());
        }
        for (ToolCall call : Messages.orEmpty(reply.getToolCalls())) {
            ObjectNode block = use(Json.object(), call);
            block.putObject("input");
            block(events, index++, block, "input_json_delta", "partial_json", call.getArguments());
        }
        events.add(1, event("ping"));
        ObjectNode end = event("message_delta");
        end.putObject("delta").put("stop_reason", stopReason(reply)).putNull("stop_sequence");
        end.set("usage", usage(reply.getUsage()));
        events.add(end);
        events.add(event("message_stop"));
        return events.stream().map(ServerEvent::typed).toList();
    }

    private static void block(
            List<ObjectNode> events, int index, ObjectNode block, String deltaType, String field, String whole) {
        events.add(event("content_block_start").put("index", index).set("content_block", block));
        for (String piece : Pieces.of(whole)) {
            ObjectNode delta = Json.object().put("type", deltaType).put(field, piece);
            events.add(event("content_block_delta").put("index", index).set("delta", delta));
        }
        events.add(event("content_block_stop").put("index", index));
    }

    private static ObjectNode event(String type) {
        return Json.object().put("type", type);
    }

    private static ObjectNode use(ObjectNode block, ToolCall call) {
        return block.put("type", "tool_use").put("id", call.getId()).put("name", call.getName());
    }

    /** They were found to be an object when the answer was checked. */
    private static JsonNode arguments(ToolCall call) {
        return Json.read(call.getArguments()).orElseGet(Json::object);
    }

    private static ObjectNode head(InferenceReply reply) {
        return Json.object()
                .put("id", "msg_" + reply.getRequestId())
                .put("type", "message")
                .put("role", "assistant")
                .put("model", reply.getRoute());
    }

    /** Providers' own words, which clients don't know, are taken for the usual end. */
    private static String stopReason(InferenceReply reply) {
        return switch (reply.getFinishReason()) {
            case "length" -> "max_tokens";
            case "tool_calls" -> "tool_use";
            case null, default -> "end_turn";
        };
    }

    /** Here the tokens read don't include those from the cache. */
    private static ObjectNode usage(@Nullable Usage usage) {
        long cached = usage == null ? 0 : usage.getCachedInputTokens();
        return Json.object()
                .put("input_tokens", usage == null ? 0 : Math.max(0, usage.getInputTokens() - cached))
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", cached)
                .put("output_tokens", usage == null ? 0 : usage.getOutputTokens());
    }
}
