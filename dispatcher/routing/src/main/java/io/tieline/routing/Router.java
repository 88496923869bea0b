package io.tieline.routing;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens next to a request. Pure: the same arguments give the same verdict.
 *
 * <p>Three rules keep attempts for when they can help. A failed call makes the request leave that endpoint alone for a
 * while, so that others are asked first. Once all of them have failed it, it rests as a whole, longer each time (see
 * {@link Backoff}). And a request that has called before keeps its last attempt for an endpoint that is known to work,
 * until the deadline is so near that a later call could not end in time; should it find out for the fleet whether an
 * endpoint works again, that call isn't counted. So no outage uses up its attempts, and there is always somebody who finds
 * out that the outage is over.
 */
public final class Router {
    /** Longest time that a request is kept waiting in memory before it is parked. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Somebody waits for an interactive request: it probes only where nobody else has done so for this long. */
    static final Duration INTERACTIVE_RELUCTANCE = Duration.ofSeconds(5);

    private Router() {}

    /**
     * Decides.
     *
     * @param tried the calls that failed so far, in order
     */
    public static Verdict decide(
            Errand errand, List<Tried> tried, HealthView health, Capacity capacity, Purse purse, Instant now) {
        Attempts attempts = new Attempts(errand, tried);
        Decision.Finish end = endOfTheLine(errand, attempts, now);
        Selection selection = new Selection(errand, attempts, health, capacity, purse, now);
        return end == null ? selection.choose() : selection.ended(end);
    }

    private static Decision.@Nullable Finish endOfTheLine(Errand errand, Attempts attempts, Instant now) {
        if (!now.isBefore(errand.deadline())) {
            return expired(errand, attempts);
        }
        if (attempts.isEmpty()) {
            return null;
        }
        Tried decisive = attempts.decisive();
        if (decisive != null) {
            // Clocks tick coarsely: a call that the deadline ended may seem to have ended a moment before it.
            return decisive.code() == ErrorCode.DEADLINE_EXCEEDED
                    ? expired(errand, attempts)
                    : failed(decisive.code(), ofNoUse(decisive));
        }
        Tried last = attempts.last();
        if (attempts.used() >= errand.maxAttempts()) {
            return failed(
                    last.code(),
                    "all " + errand.maxAttempts() + " allowed calls failed, the last at " + last.endpointId());
        }
        return null;
    }

    private static String ofNoUse(Tried decisive) {
        return decisive.code() == ErrorCode.REQUEST_OUTPUT_LIMIT
                ? "the answer of " + decisive.endpointId() + " was cut off at the request's own maxOutputTokens"
                : "refused by " + decisive.endpointId();
    }

    private static Decision.Finish expired(Errand errand, Attempts attempts) {
        String message = "the deadline " + errand.deadline() + " passed after " + attempts.count() + " calls";
        return new Decision.Finish(Outcome.EXPIRED, ErrorCode.DEADLINE_EXCEEDED, message);
    }

    static Decision.Finish failed(ErrorCode code, String message) {
        return new Decision.Finish(Outcome.FAILED, code, message);
    }
}
