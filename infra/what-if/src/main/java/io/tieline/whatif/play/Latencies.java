package io.tieline.whatif.play;

import java.time.Duration;
import java.util.Arrays;

/** Durations, each of them kept in milliseconds, so that quantiles are exact. Not thread-safe. */
public final class Latencies {
    private int[] millis = new int[64];
    private int count;
    private boolean sorted = true;

    void add(long duration) {
        if (count == millis.length) {
            millis = Arrays.copyOf(millis, count + (count >> 1));
        }
        millis[count++] = Math.clamp(duration, 0, Integer.MAX_VALUE);
        sorted = false;
    }

    public int count() {
        return count;
    }

    /**
     * The duration that the given share of all doesn't exceed; zero where there is none.
     *
     * @param share above 0, at most 1
     */
    public Duration quantile(double share) {
        if (count == 0) {
            return Duration.ZERO;
        }
        sort();
        return Duration.ofMillis(millis[Math.max(0, (int) Math.ceil(share * count) - 1)]);
    }

    /** How many were no longer than this. */
    public int within(Duration limit) {
        sort();
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (millis[middle] <= limit.toMillis()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void sort() {
        if (!sorted) {
            Arrays.sort(millis, 0, count);
            sorted = true;
        }
    }
}
