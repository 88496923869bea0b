package io.tieline.health;

import io.tieline.schemas.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The attempts on one endpoint in the last minute, as a ring of 30 buckets of 2 s each. The ring has no clock and needs
 * none to age: a bucket counts as long as its number lies within the last 30 before the instant that is asked for. Not
 * thread-safe.
 */
final class EndpointWindow {
    static final Duration BUCKET = Duration.ofSeconds(2);
    static final int BUCKETS = 30;

    /** Attempts that ended within two seconds. Its number counts from the epoch; its slot in the ring is reused. */
    static final class Bucket {
        final Map<String, Integer> failures = new TreeMap<>();
        final LatencyHistogram latencies = new LatencyHistogram();
        long number;
        int attempts;

        private void reuseFor(long newNumber) {
            number = newNumber;
            attempts = 0;
            failures.clear();
            latencies.clear();
        }

        private boolean within(long newest) {
            return attempts > 0 && number <= newest && number > newest - BUCKETS;
        }
    }

    private final List<Bucket> ring =
            Stream.generate(Bucket::new).limit(BUCKETS).toList();

    /**
     * Counts one attempt. An end that lies in the future (a worker's clock is ahead) counts as now.
     *
     * @param code {@code ok} or an error code; only successful attempts enter the latencies
     * @return false where the attempt is older than the ring and was not counted
     */
    boolean record(Instant endedAt, String code, Duration latency, Instant now) {
        long newest = numberOf(now);
        long number = Math.min(numberOf(endedAt), newest);
        if (number <= newest - BUCKETS) {
            return false;
        }
        Bucket bucket = bucket(number);
        bucket.attempts++;
        if (code.equals(ErrorCode.OK)) {
            bucket.latencies.add(latency);
        } else {
            bucket.failures.merge(code, 1, Integer::sum);
        }
        return true;
    }

    /** What the attempts of the last minute before the given instant add up to. */
    WindowSummary summary(Instant now) {
        long attempts = 0;
        Map<String, Long> failures = new TreeMap<>();
        LatencyHistogram latencies = new LatencyHistogram();
        for (Bucket bucket : liveBuckets(now)) {
            attempts += bucket.attempts;
            bucket.failures.forEach((code, count) -> failures.merge(code, (long) count, Long::sum));
            latencies.addAll(bucket.latencies);
        }
        return new WindowSummary(
                attempts, Collections.unmodifiableMap(failures), latencies.quantile(0.5), latencies.quantile(0.95));
    }

    /** The buckets that still count and hold something, in no particular order. */
    List<Bucket> liveBuckets(Instant now) {
        long newest = numberOf(now);
        return ring.stream().filter(bucket -> bucket.within(newest)).toList();
    }

    /** The bucket of that number, emptied first where its slot still held an older one. */
    Bucket bucket(long number) {
        Bucket bucket = ring.get(Math.floorMod(number, BUCKETS));
        if (bucket.number != number) {
            bucket.reuseFor(number);
        }
        return bucket;
    }

    private static long numberOf(Instant instant) {
        return Math.floorDiv(instant.toEpochMilli(), BUCKET.toMillis());
    }
}
