package io.tieline.gateway.words;

import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobApi;
import io.tieline.schemas.avro.JobState;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ReplyError;
import io.tieline.schemas.avro.ServedBy;
import io.tieline.schemas.avro.ToolCall;
import io.tieline.schemas.avro.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records as dispatchers and jobs write them. */
public final class Records {
    public static final Instant AT = Instant.parse("2030-01-31T12:00:00Z");

    private Records() {}

    public static InferenceReply.Builder reply(Outcome outcome) {
        return InferenceReply.newBuilder()
                .setRequestId("r-1")
                .setTenant("acme")
                .setRoute("summarize")
                .setOutcome(outcome)
                .setCostMicroUsd(7)
                .setAttempts(List.of())
                .setCreatedAt(AT)
                .setFinishedAt(AT.plusSeconds(2));
    }

    /** The reply to a request, without a text. */
    public static InferenceReply.Builder replyTo(InferenceRequest request, Outcome outcome) {
        return InferenceReply.newBuilder()
                .setRequestId(request.getRequestId())
                .setTenant(request.getTenant())
                .setRoute(request.getRoute())
                .setJobId(request.getJobId())
                .setOutcome(outcome)
                .setCostMicroUsd(1)
                .setAttempts(List.of())
                .setCreatedAt(request.getCreatedAt())
                .setFinishedAt(Instant.now())
                .setAttributes(request.getAttributes());
    }

    public static InferenceReply.Builder answer(String text) {
        return reply(Outcome.COMPLETED)
                .setText(text)
                .setFinishReason("stop")
                .setServedBy(new ServedBy("openai-eu", "openai", "gpt-x", true, false, "gpt-x"))
                .setUsage(new Usage(10L, 5L, false, 4L));
    }

    public static InferenceReply toolCall() {
        return answer("Let me see. ".repeat(20))
                .setFinishReason("tool_calls")
                .setToolCalls(List.of(
                        new ToolCall(
                                "call_1", "weather", "{\"city\":\"Łódź, near the river Łódka, Poland\",\"days\":3}"),
                        new ToolCall("call_2", "time", "{}")))
                .build();
    }

    public static InferenceReply failure(Outcome outcome, String code) {
        return reply(outcome)
                .setError(new ReplyError(code, "it went wrong", List.of()))
                .build();
    }

    public static Job.Builder job(JobApi api, JobState state) {
        return Job.newBuilder()
                .setJobId("job_1")
                .setTenant("acme")
                .setApi(api)
                .setOperation(Operation.CHAT)
                .setRoute("")
                .setState(state)
                .setInputFileId("file-in")
                .setTotal(9)
                .setCompleted(4)
                .setFailed(3)
                .setCancelled(1)
                .setExpired(1)
                .setCreatedAt(AT)
                .setDeadline(AT.plusSeconds(86_400))
                .setAttributes(Map.of("team", "news", "tieline.own", "x"));
    }
}
