package io.tieline.routing;

import java.time.Instant;
import java.util.List;

/**
 * What the decision needs to know of a request.
 *
 * @param requestId also seeds the jitter, so that equal requests don't come back at the same moment
 * @param candidates endpoints that its route names, the preferred one first
 * @param maxAttempts most calls for it, 1 or more
 * @param takenAt when this dispatcher took it from its topic
 * @param lane where it was taken from
 */
public record Errand(
        String requestId, List<Endpoint> candidates, Instant deadline, int maxAttempts, Instant takenAt, Lane lane) {
    public Errand {
        candidates = List.copyOf(candidates);
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts is " + maxAttempts + ", allowed: 1 or more");
        }
    }
}
