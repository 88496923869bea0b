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
    private final Map<Key, Open> requests = new LinkedHashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Set<String> workers = new HashSet<>();

    /** Callers choose ids, so that requests of two tenants may have the same. */
    private record Key(String tenant, String requestId) {}

    private static final class Open {
        private final TracedRequest request;
        private final List<TracedCall> calls = new ArrayList<>(1);
        private @Nullable TracedReply reply;

        Open(TracedRequest request) {
            this.request = request;
        }
    }

    /**
     * A request; a second one of the same tenant and id is a copy.
     *
     * @return false if it is nothing that anybody would take, and is left out: dispatchers reject it at once
     */
    public boolean request(InferenceRequest request, Lane lane) {
        Ask ask;
        try {
            ask = Ask.of(request);
        } catch (IllegalArgumentException _) {
            return false;
        }
        Integer attempts = request.getMaxAttempts();
        String job = request.getJobId();
        requests.computeIfAbsent(
                new Key(name(request.getTenant()), request.getRequestId()),
                key -> new Open(new TracedRequest(
                        key.requestId(),
                        key.tenant(),
                        name(request.getRoute()),
                        lane,
                        request.getCreatedAt().toEpochMilli(),
                        request.getDeadline().toEpochMilli(),
                        attempts == null ? 0 : Math.max(0, attempts),
                        job == null ? null : name(job),
                        ask,
                        List.of(),
                        null)));
        return true;
    }

    /** How many there are by now. */
    int requests() {
        return requests.size();
    }

    /** A call; that one goes on is left out, as another record tells of its end. */
    public void attempt(Attempt attempt) {
        Open open = requests.get(new Key(attempt.getTenant(), attempt.getRequestId()));
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
        Open open = requests.get(new Key(reply.getTenant(), reply.getRequestId()));
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
