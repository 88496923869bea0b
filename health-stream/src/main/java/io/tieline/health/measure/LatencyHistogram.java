package io.tieline.health.measure;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Counts durations in fixed buckets whose width grows with the value: exact below 16 ms, at most 12.5 % wide above, and
 * everything from 17 minutes on in the last one. Such histograms add up without loss. Not thread-safe.
 */
public final class LatencyHistogram {
    private static final int SUB_BUCKET_BITS = 3;
    private static final int SUB_BUCKETS = 1 << SUB_BUCKET_BITS;
    private static final long LONGEST_MILLIS = 1L << 20;

    /** Number of buckets; they are numbered from 0. */
    public static final int BUCKETS = bucketOf(LONGEST_MILLIS) + 1;

    private final int[] counts = new int[BUCKETS];

    /** Counts one duration; a negative one (clocks were set back) counts as zero. */
    public void add(Duration duration) {
        add(bucketOf(Math.clamp(duration.toMillis(), 0, LONGEST_MILLIS)), 1);
    }

    public void add(int bucket, int count) {
        counts[bucket] += count;
    }

    void addAll(LatencyHistogram other) {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            counts[bucket] += other.counts[bucket];
        }
    }

    void clear() {
        Arrays.fill(counts, 0);
    }

    /** Numbers of the buckets that hold anything, ascending. */
    public int[] filledBuckets() {
        return IntStream.range(0, BUCKETS).filter(bucket -> counts[bucket] > 0).toArray();
    }

    public int count(int bucket) {
        return counts[bucket];
    }

    /**
     * The duration that the given share of all counted ones doesn't exceed, told as the middle of its bucket; zero where
     * none was counted.
     *
     * @param share above 0, at most 1
     */
    public Duration quantile(double share) {
        long total = Arrays.stream(counts).asLongStream().sum();
        if (total == 0) {
            return Duration.ZERO;
        }
        long rank = Math.max(1, (long) Math.ceil(share * total));
        int bucket = 0;
        for (long seen = counts[0]; seen < rank; seen += counts[bucket]) {
            bucket++;
        }
        return Duration.ofMillis((lowest(bucket) + lowest(bucket + 1) - 1) / 2);
    }

    /** Bucket of a value: the position of its highest bit and the three bits below it. */
    private static int bucketOf(long millis) {
        if (millis < SUB_BUCKETS) {
            return (int) millis;
        }
        int shift = 63 - Long.numberOfLeadingZeros(millis) - SUB_BUCKET_BITS;
        return (shift + 1) * SUB_BUCKETS + (int) (millis >> shift) - SUB_BUCKETS;
    }

    /** Least value of a bucket, milliseconds. */
    private static long lowest(int bucket) {
        if (bucket < SUB_BUCKETS) {
            return bucket;
        }
        int shift = bucket / SUB_BUCKETS - 1;
        return (long) (SUB_BUCKETS + bucket % SUB_BUCKETS) << shift;
    }
}
