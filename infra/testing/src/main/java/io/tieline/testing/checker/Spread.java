package io.tieline.testing.checker;

import java.util.Arrays;

/** Percentiles (nearest rank) of a sample; 0 where it is empty. Milliseconds. */
public record Spread(long count, long p50, long p95, long p99) {
    @Override
    public String toString() {
        return count == 0 ? "none" : "p50 " + p50 + " ms, p95 " + p95 + " ms, p99 " + p99 + " ms (" + count + ")";
    }

    /** Takes a sample. */
    static final class Builder {
        private long[] values = new long[64];
        private int count;

        void add(long millis) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = millis;
        }

        Spread build() {
            long[] sorted = Arrays.copyOf(values, count);
            Arrays.sort(sorted);
            return new Spread(count, rank(sorted, 50), rank(sorted, 95), rank(sorted, 99));
        }

        private static long rank(long[] sorted, int percent) {
            return sorted.length == 0 ? 0 : sorted[Math.ceilDiv(sorted.length * percent, 100) - 1];
        }
    }
}
