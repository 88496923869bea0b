package io.tieline.health;

import java.time.Duration;
import java.util.Map;

/**
 * What the attempts that ended in the last minute add up to.
 *
 * @param attempts all of them, failed ones included
 * @param failures how many failed, by error code, codes in their natural order
 * @param latencyP50 median duration of the successful ones; zero where there were none
 * @param latencyP95 95th percentile of the same
 */
record WindowSummary(long attempts, Map<String, Long> failures, Duration latencyP50, Duration latencyP95) {
    long successes() {
        return attempts - failures.values().stream().mapToLong(Long::longValue).sum();
    }
}
