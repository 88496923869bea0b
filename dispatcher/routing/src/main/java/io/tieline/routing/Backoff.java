package io.tieline.routing;

import java.time.Duration;

/**
 * How long a request leaves an endpoint alone that failed it: one second after the first failure, doubled with each
 * further one up to a minute, times a factor of 0.5 to 1.5 that depends on the request, so that a crowd of requests
 * spreads out (decorrelated by hash instead of by chance: the decision stays pure).
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int ENOUGH_DOUBLINGS = 10;

    private Backoff() {}

    /**
     * The pause after a failure.
     *
     * @param failures how often the request failed there by now, 1 or more
     */
    static Duration after(String requestId, int failures) {
        long millis = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failures - 1, ENOUGH_DOUBLINGS));
        return Duration.ofMillis((long) (millis * factor(requestId, failures)));
    }

    private static double factor(String requestId, int failures) {
        int mixed = (requestId.hashCode() * 31 + failures) * 0x9E3779B9;
        return 0.5 + Integer.toUnsignedLong(mixed) / (double) (1L << 32);
    }
}
