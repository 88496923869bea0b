package io.tieline.gateway.openai;

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

/** Writes replies that were completed as chat completions, whole or as events. */
public final class Completions {
    private Completions() {}

    /** The object {@code chat.completion}. */
    public static ObjectNode of(InferenceReply reply) {
        ObjectNode body = head(reply, "chat.completion");
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        message.put("content", reply.getText()).putNull("refusal").putArray("annotations");
        List<ToolCall> calls = Messages.orEmpty(reply.getToolCalls());
        if (!calls.isEmpty()) {
            ArrayNode list = message.putArray("tool_calls");
            calls.forEach(call -> write(call, list.addObject()));
        }
        choice.putNull("logprobs").put("finish_reason", finishReason(reply));
        body.set("usage", usage(reply.getUsage()));
        return body;
    }

    /** The objects {@code chat.completion.chunk} that a stream brings, and its end. */
    public static List<ServerEvent> events(InferenceReply reply, boolean usageWanted) {
        List<ObjectNode> chunks = new ArrayList<>();
        ObjectNode first = Json.object().put("role", "assistant");
        chunks.add(chunk(reply, first.put("content", reply.getText() == null ? null : ""), null));
        if (reply.getText() != null) {
            Pieces.of(reply.getText())
                    .forEach(piece -> chunks.add(chunk(reply, Json.object().put("content", piece), null)));
        }
        List<ToolCall> calls = Messages.orEmpty(reply.getToolCalls());
        for (int i = 0; i < calls.size(); i++) {
            chunks.addAll(chunks(reply, i, calls.get(i)));
        }
        chunks.add(chunk(reply, Json.object(), finishReason(reply)));
        if (usageWanted) {
            chunks.forEach(chunk -> chunk.putNull("usage"));
            ObjectNode last = head(reply, "chat.completion.chunk");
            last.putArray("choices");
            last.set("usage", usage(reply.getUsage()));
            chunks.add(last);
        }
        List<ServerEvent> events = new ArrayList<>();
        chunks.forEach(chunk -> events.add(new ServerEvent(null, chunk.toString())));
        events.add(new ServerEvent(null, "[DONE]"));
        return events;
    }

    private static List<ObjectNode> chunks(InferenceReply reply, int index, ToolCall call) {
        List<ObjectNode> chunks = new ArrayList<>();
        ObjectNode opening = Json.object();
        ObjectNode opened = opening.putArray("tool_calls").addObject().put("index", index);
        write(call, opened);
        opened.withObjectProperty("function").put("arguments", "");
        chunks.add(chunk(reply, opening, null));
        for (String piece : Pieces.of(call.getArguments())) {
            ObjectNode delta = Json.object();
            ObjectNode next = delta.putArray("tool_calls").addObject().put("index", index);
            next.putObject("function").put("arguments", piece);
            chunks.add(chunk(reply, delta, null));
        }
        return chunks;
    }

    private static void write(ToolCall call, ObjectNode to) {
        to.put("id", call.getId()).put("type", "function");
        to.putObject("function").put("name", call.getName()).put("arguments", call.getArguments());
    }

    private static ObjectNode chunk(InferenceReply reply, ObjectNode delta, @Nullable String finishReason) {
        ObjectNode chunk = head(reply, "chat.completion.chunk");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("logprobs").put("finish_reason", finishReason);
        return chunk;
    }

    private static ObjectNode head(InferenceReply reply, String object) {
        return Json.object()
                .put("id", "chatcmpl-" + reply.getRequestId())
                .put("object", object)
                .put("created", reply.getFinishedAt().getEpochSecond())
                .put("model", reply.getRoute());
    }

    /** Providers' own words, which clients don't know, are taken for the usual end. */
    private static String finishReason(InferenceReply reply) {
        return switch (reply.getFinishReason()) {
            case "length", "tool_calls", "content_filter" -> reply.getFinishReason();
            case null, default -> "stop";
        };
    }

    private static ObjectNode usage(@Nullable Usage usage) {
        long input = usage == null ? 0 : usage.getInputTokens();
        long output = usage == null ? 0 : usage.getOutputTokens();
        ObjectNode object = Json.object()
                .put("prompt_tokens", input)
                .put("completion_tokens", output)
                .put("total_tokens", input + output);
        object.putObject("prompt_tokens_details")
                .put("cached_tokens", usage == null ? 0 : usage.getCachedInputTokens());
        return object;
    }
}
