package io.tieline.dispatcher.limits;

import java.time.Duration;
import java.util.Arrays;

/**
 * What was used in the last ten seconds, as a rate. Times are nanoseconds of a clock that never goes back. Not safe for use
 * by several threads.
 */
public final class RateMeter {
    private static final int SECONDS = 10;
    private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final double[] used = new double[SECONDS];
    private final long begin;
    private long second;

    public RateMeter(long now) {
        this.begin = now;
    }

    public void add(double units, long now) {
        advance(now);
        used[(int) (second % SECONDS)] += units;
    }

    /** Units a minute. A second that has only begun counts as if it were over. */
    public double perMinute(long now) {
        advance(now);
        double seconds = Math.min(SECONDS, second + 1);
        return Math.max(0, Arrays.stream(used).sum()) * 60 / seconds;
    }

    private void advance(long now) {
        long next = (now - begin) / NANOS_PER_SECOND;
        for (long passed = Math.max(second + 1, next - SECONDS + 1); passed <= next; passed++) {
            used[(int) (passed % SECONDS)] = 0;
        }
        second = Math.max(second, next);
    }
}
