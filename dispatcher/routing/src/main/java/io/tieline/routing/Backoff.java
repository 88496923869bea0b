package io.tieline.routing;

import java.time.Duration;

/**
 * How long a request leaves endpoints alone that failed it. One endpoint: one second after the first failure, doubled with
 * each further one. All of them, once each has failed it: one second, four times as long with each further failure. Up to
 * a minute, and times a factor of 0.5 to 1.5 that depends on the request, so that a crowd of requests spreads out
 * (decorrelated by hash instead of by chance: the decision stays pure).
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int ENOUGH_DOUBLINGS = 10;
    private static final int ENOUGH_QUADRUPLINGS = 5;

    private Backoff() {}

    /**
     * The pause after a failure.
     *
     * @param failures how often the request failed there by now, 1 or more
     */
    static Duration after(String requestId, int failures) {
        return pause(requestId, failures, Math.min(failures - 1, ENOUGH_DOUBLINGS));
    }

    /**
     * The pause once all endpoints have failed it.
     *
     * @param more failures beyond the first one of each endpoint, 0 or more
     */
    static Duration afterAll(String requestId, int more) {
        return pause(requestId, -more - 1, 2 * Math.min(more, ENOUGH_QUADRUPLINGS));
    }

    private static Duration pause(String requestId, int seed, int doublings) {
        long millis = Math.min(LONGEST.toMillis(), FIRST.toMillis() << doublings);
        return Duration.ofMillis((long) (millis * factor(requestId, seed)));
    }

    private static double factor(String requestId, int seed) {
        return 0.5 + Lot.of(requestId, seed);
    }
}
