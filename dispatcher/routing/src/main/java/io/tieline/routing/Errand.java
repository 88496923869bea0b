package io.tieline.routing;

import java.time.Instant;

/**
 * What the decision needs to know of a request.
 *
 * @param requestId also seeds the jitter, so that equal requests don't come back at the same moment
 * @param plan who may serve it
 * @param maxAttempts most calls for it, 1 or more
 * @param takenAt when this dispatcher took it from its topic
 * @param lane where it was taken from
 */
public record Errand(String requestId, Plan plan, Instant deadline, int maxAttempts, Instant takenAt, Lane lane) {
    public Errand {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts is " + maxAttempts + ", allowed: 1 or more");
        }
    }
}
