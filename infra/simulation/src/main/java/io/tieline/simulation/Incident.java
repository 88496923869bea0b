package io.tieline.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Something is wrong at some endpoints for a while.
 *
 * @param endpoints who is hit
 * @param severity what it looks like
 * @param errorRate share of calls that fail, 0 to 1
 * @param slowdown how many times longer calls take
 * @param end when it is fixed; a few errors remain until {@code quiet}
 * @param quiet when the last of it is over
 */
public record Incident(
        Set<String> endpoints,
        Severity severity,
        double errorRate,
        double slowdown,
        Instant start,
        Instant end,
        Instant quiet) {
    /** Kinds that are told apart in the report. */
    public enum Severity {
        /** 5 to 30 % of the calls fail. */
        SLIGHT,
        /** 30 to 80 % of the calls fail. */
        PARTIAL,
        /** All calls fail. */
        TOTAL,
        /** Calls take three to ten times as long. */
        SLOW,
        /** Calls don't end. */
        HANG
    }

    boolean hits(String endpointId, Instant now) {
        return endpoints.contains(endpointId) && !now.isBefore(start) && now.isBefore(quiet);
    }

    /** Whether it still goes on in full. */
    boolean isOn(Instant now) {
        return !now.isBefore(start) && now.isBefore(end);
    }

    Duration length() {
        return Duration.between(start, end);
    }
}
