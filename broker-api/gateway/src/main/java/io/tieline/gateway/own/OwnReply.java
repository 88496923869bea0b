package io.tieline.gateway.own;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.words.Json;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.AttemptSummary;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.ReplyError;
import io.tieline.schemas.avro.ServedBy;
import io.tieline.schemas.avro.ToolCall;
import io.tieline.schemas.avro.Usage;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes replies with all that they tell, however they ended. */
public final class OwnReply {
    private OwnReply() {}

    /**
     * The state of a request.
     *
     * @param reply null: it has none yet
     */
    public static ObjectNode state(String requestId, @Nullable InferenceReply reply) {
        ObjectNode state = Json.object().put("requestId", requestId).put("state", reply == null ? "open" : "ended");
        state.set("reply", reply == null ? null : of(reply));
        return state;
    }

    public static ObjectNode of(InferenceReply reply) {
        ObjectNode object = Json.object()
                .put("requestId", reply.getRequestId())
                .put("route", reply.getRoute())
                .put("jobId", reply.getJobId())
                .put("outcome", reply.getOutcome().name().toLowerCase(Locale.ROOT))
                .put("text", reply.getText())
                .put("finishReason", reply.getFinishReason())
                .put("costMicroUsd", reply.getCostMicroUsd())
                .put("costEstimated", reply.getCostEstimated())
                .put("createdAt", reply.getCreatedAt().toString())
                .put("finishedAt", reply.getFinishedAt().toString());
        answer(reply, object);
        error(reply.getError(), object);
        servedBy(reply.getServedBy(), object);
        usage(reply.getUsage(), object);
        ArrayNode attempts = object.putArray("attempts");
        reply.getAttempts().forEach(attempt -> attempt(attempt, attempts.addObject()));
        reply.getPassedOver().forEach(object.putArray("passedOver")::add);
        Map<String, String> attributes = new TreeMap<>(reply.getAttributes());
        attributes.keySet().removeIf(name -> name.startsWith("tieline."));
        attributes.forEach(object.putObject("attributes")::put);
        return object;
    }

    private static void answer(InferenceReply reply, ObjectNode object) {
        ArrayNode calls = object.putArray("toolCalls");
        for (ToolCall call : Messages.orEmpty(reply.getToolCalls())) {
            calls.addObject()
                    .put("id", call.getId())
                    .put("name", call.getName())
                    .set("arguments", Json.read(call.getArguments()).orElseGet(Json::object));
        }
        ArrayNode vectors = object.putArray("embeddings");
        reply.getEmbeddings().forEach(vector -> vector.forEach(vectors.addArray()::add));
    }

    private static void error(@Nullable ReplyError error, ObjectNode object) {
        if (error == null) {
            object.putNull("error");
            return;
        }
        ObjectNode told = object.putObject("error").put("code", error.getCode()).put("message", error.getMessage());
        error.getEvidence().forEach(told.putArray("evidence")::add);
    }

    private static void servedBy(@Nullable ServedBy servedBy, ObjectNode object) {
        if (servedBy == null) {
            object.putNull("servedBy");
            return;
        }
        object.putObject("servedBy")
                .put("endpoint", servedBy.getEndpointId())
                .put("provider", servedBy.getProvider())
                .put("model", servedBy.getModel())
                .put("family", servedBy.getFamily())
                .put("switched", servedBy.getSwitched())
                .put("degraded", servedBy.getDegraded());
    }

    private static void usage(@Nullable Usage usage, ObjectNode object) {
        if (usage == null) {
            object.putNull("usage");
            return;
        }
        object.putObject("usage")
                .put("inputTokens", usage.getInputTokens())
                .put("cachedInputTokens", usage.getCachedInputTokens())
                .put("outputTokens", usage.getOutputTokens())
                .put("estimated", usage.getEstimated());
    }

    private static void attempt(AttemptSummary attempt, ObjectNode object) {
        object.put("number", attempt.getNumber())
                .put("endpoint", attempt.getEndpointId())
                .put("code", attempt.getCode())
                .put("httpStatus", attempt.getHttpStatus())
                .put("message", attempt.getMessage())
                .put("startedAt", attempt.getStartedAt().toString())
                .put("durationMillis", attempt.getDurationMillis())
                .put("probe", attempt.getProbe());
    }
}
