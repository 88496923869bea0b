package io.tieline.health.measure;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that a tally tells, to be compared.
 *
 * @param latencies how many durations there are by bucket
 */
public record Figures(
        long attempts,
        Map<String, Long> failures,
        Map<Integer, Integer> latencies,
        long outputTokens,
        long generatingMillis,
        long costMicroUsd) {
    public static Figures of(Tally tally) {
        return new Figures(
                tally.attempts(),
                tally.failures(),
                counts(tally.latencies()),
                tally.outputTokens(),
                tally.generatingMillis(),
                tally.costMicroUsd());
    }

    /** Added up one by one, without the code that is tested but for the buckets. */
    static Figures of(Iterable<Sample> samples) {
        Map<String, Long> failures = new TreeMap<>();
        LatencyHistogram latencies = new LatencyHistogram();
        long attempts = 0;
        long tokens = 0;
        long millis = 0;
        long cost = 0;
        for (Sample sample : samples) {
            attempts++;
            cost += sample.costMicroUsd();
            if (!sample.code().equals("ok")) {
                failures.merge(sample.code(), 1L, Long::sum);
                continue;
            }
            latencies.add(sample.took());
            if (sample.outputTokens() > 0) {
                tokens += sample.outputTokens();
                millis += Math.max(1, sample.took().toMillis());
            }
        }
        return new Figures(attempts, failures, counts(latencies), tokens, millis, cost);
    }

    private static Map<Integer, Integer> counts(LatencyHistogram latencies) {
        return Arrays.stream(latencies.filledBuckets())
                .boxed()
                .collect(Collectors.toMap(bucket -> bucket, latencies::count));
    }
}
