package io.tieline.trace.topics;

import io.tieline.routing.Ask;
import io.tieline.routing.Lane;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.Usage;
import io.tieline.trace.Trace;
import io.tieline.trace.TracedCall;
import io.tieline.trace.TracedCall.Tokens;
import io.tieline.trace.TracedReply;
import io.tieline.trace.TracedRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the records of a trace together: requests first, then attempts and replies in any order; those of other requests
 * are left out. Pure. Not thread-safe.
 */
public final class TraceBuilder {
    private final Map<String, Open> requests = new LinkedHashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Set<String> workers = new HashSet<>();

    private static final class Open {
        private final TracedRequest request;
        private final List<TracedCall> calls = new ArrayList<>(1);
        private @Nullable TracedReply reply;

        Open(TracedRequest request) {
            this.request = request;
        }
    }

    /** A request; a second one of the same id is a copy. */
    public void request(InferenceRequest request, Lane lane) {
        Integer attempts = request.getMaxAttempts();
        String job = request.getJobId();
        requests.computeIfAbsent(
                request.getRequestId(),
                id -> new Open(new TracedRequest(
                        id,
                        name(request.getTenant()),
                        name(request.getRoute()),
                        lane,
                        request.getCreatedAt().toEpochMilli(),
                        request.getDeadline().toEpochMilli(),
                        attempts == null ? 0 : Math.max(0, attempts),
                        job == null ? null : name(job),
                        Ask.of(request),
                        List.of(),
                        null)));
    }

    /** How many there are by now. */
    int requests() {
        return requests.size();
    }

    /** A call; that one goes on is left out, as another record tells of its end. */
    public void attempt(Attempt attempt) {
        Open open = requests.get(attempt.getRequestId());
        if (open == null || attempt.getCode().equals(ErrorCode.PROVIDER_OVERDUE.wire())) {
            return;
        }
        workers.add(attempt.getWorkerId());
        long took =
                Duration.between(attempt.getStartedAt(), attempt.getEndedAt()).toMillis();
        open.calls.add(new TracedCall(
                name(attempt.getEndpointId()),
                attempt.getStartedAt().toEpochMilli(),
                Math.clamp(took, 0, Integer.MAX_VALUE),
                attempt.getCode().equals(ErrorCode.OK) ? null : code(attempt.getCode()),
                tokens(attempt.getUsage())));
    }

    /** How a request ended. */
    public void reply(InferenceReply reply) {
        Open open = requests.get(reply.getRequestId());
        if (open == null) {
            return;
        }
        boolean completed = reply.getOutcome() == Outcome.COMPLETED;
        String code = reply.getError() == null
                ? ErrorCode.BROKER_INTERNAL.wire()
                : reply.getError().getCode();
        open.reply = new TracedReply(
                reply.getOutcome(),
                completed ? null : code(code),
                reply.getFinishedAt().toEpochMilli(),
                Math.max(0, reply.getCostMicroUsd()));
    }

    private static ErrorCode code(String wire) {
        return ErrorCode.ofWire(wire).orElse(ErrorCode.PROVIDER_UNKNOWN);
    }

    private static @Nullable Tokens tokens(@Nullable Usage usage) {
        return usage == null
                ? null
                : new Tokens(
                        small(usage.getInputTokens()),
                        small(usage.getCachedInputTokens()),
                        small(usage.getOutputTokens()));
    }

    private static int small(long count) {
        return Math.clamp(count, 0, Integer.MAX_VALUE);
    }

    /** One object for equal names: there are few of them, millions of times. */
    private String name(String name) {
        return names.computeIfAbsent(name, same -> same);
    }

    /** What has been put together. */
    public Trace trace() {
        List<TracedRequest> all = new ArrayList<>(requests.size());
        requests.values().forEach(open -> all.add(whole(open)));
        return new Trace(all, Math.max(1, workers.size()));
    }

    private static TracedRequest whole(Open open) {
        TracedRequest request = open.request;
        open.calls.sort(Comparator.comparingLong(TracedCall::startedAt));
        return new TracedRequest(
                request.id(),
                request.tenant(),
                request.route(),
                request.lane(),
                request.arrivedAt(),
                request.deadline(),
                request.maxAttempts(),
                request.jobId(),
                request.ask(),
                open.calls,
                open.reply == null ? presumed(open.calls) : open.reply);
    }

    /** Replies may go to topics of tenants' own: a call that succeeded says that there was one. */
    private static @Nullable TracedReply presumed(List<TracedCall> calls) {
        return calls.stream()
                .filter(TracedCall::succeeded)
                .findFirst()
                .map(call -> new TracedReply(Outcome.COMPLETED, null, call.endedAt(), 0))
                .orElse(null);
    }
}
