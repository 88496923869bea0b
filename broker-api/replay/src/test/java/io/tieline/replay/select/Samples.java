package io.tieline.replay.select;

import io.tieline.schemas.Messages;
import io.tieline.schemas.Replays;
import io.tieline.schemas.avro.AttemptSummary;
import io.tieline.schemas.avro.DeadLetter;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ReplayMark;
import io.tieline.schemas.avro.ReplyError;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.SourcePosition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Records for tests. */
public final class Samples {
    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private Samples() {}

    /** A short question of acme's, made at noon with ten minutes' time. */
    public static InferenceRequest.Builder request(String id) {
        return InferenceRequest.newBuilder()
                .setRequestId(id)
                .setTenant("acme")
                .setRoute("summarize")
                .setMessages(List.of(Messages.text(Role.USER, "Say " + id)))
                .setCreatedAt(NOON)
                .setDeadline(NOON.plus(Duration.ofMinutes(10)))
                .setAttributes(Map.of("team", "Search"));
    }

    /** The same, run again for the nth time by a replay. */
    public static InferenceRequest.Builder again(String original, int generation, String replayId) {
        ReplayMark mark = new ReplayMark(original, replayId, generation);
        return request(Replays.requestId(mark)).setReplayOf(mark);
    }

    public static InferenceReply.Builder reply(InferenceRequest request, Outcome outcome) {
        return InferenceReply.newBuilder()
                .setRequestId(request.getRequestId())
                .setTenant(request.getTenant())
                .setRoute(request.getRoute())
                .setJobId(request.getJobId())
                .setOutcome(outcome)
                .setCostMicroUsd(0)
                .setAttempts(List.of())
                .setCreatedAt(request.getCreatedAt())
                .setFinishedAt(request.getCreatedAt().plusSeconds(1))
                .setAttributes(request.getAttributes())
                .setReplayOf(request.getReplayOf());
    }

    /** It failed so, after a call to each of these. */
    public static DeadLetter letter(InferenceRequest request, String code, String... endpoints) {
        List<AttemptSummary> attempts = IntStream.range(0, endpoints.length)
                .mapToObj(i -> new AttemptSummary(i + 1, endpoints[i], code, 500, "no", NOON, 10L, false))
                .toList();
        InferenceReply reply = reply(request, Outcome.FAILED)
                .setError(new ReplyError(code, "it went wrong", List.of()))
                .setAttempts(attempts)
                .build();
        return new DeadLetter(
                request.getRequestId(),
                request,
                null,
                reply,
                new SourcePosition("tieline.requests.batch", 0, 7L),
                NOON.plusSeconds(60),
                Replays.generation(request));
    }
}
