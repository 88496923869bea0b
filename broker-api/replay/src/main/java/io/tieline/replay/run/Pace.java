package io.tieline.replay.run;

import java.time.Duration;
import java.time.Instant;

/**
 * How many requests may be published by now: from a twentieth of the rate, rising evenly to all of it. What could not be
 * used isn't saved for more than a second, so that no burst follows a stop. Used by one thread; the time is told.
 */
final class Pace {
    private static final double FIRST = 0.05;
    private static final Duration LONGEST_SAVING = Duration.ofSeconds(1);
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final Duration ramp;
    private final Instant start;
    private Instant last;
    private double saved;

    /**
     * Begins.
     *
     * @param perSecond most a second in the end, above 0
     * @param ramp how long it takes to come to that; zero: at once
     */
    Pace(double perSecond, Duration ramp, Instant start) {
        this.perSecond = perSecond;
        this.ramp = ramp;
        this.start = start;
        this.last = start;
        // The first one needn't wait.
        this.saved = 1;
    }

    /** As many as are wanted and may be published now; they count as published. */
    int take(int wanted, Instant now) {
        Duration passed = Duration.between(last, now);
        if (passed.isPositive()) {
            double rate = rateAt(now);
            double seconds = Math.min(passed.toNanos(), LONGEST_SAVING.toNanos()) / NANOS;
            saved = Math.min(saved + rate * seconds, Math.max(1, rate * LONGEST_SAVING.toSeconds()));
            last = now;
        }
        int taken = (int) Math.min(wanted, saved);
        saved -= taken;
        return taken;
    }

    private double rateAt(Instant now) {
        if (ramp.isZero()) {
            return perSecond;
        }
        double share = Math.min(1, Duration.between(start, now).toNanos() / (double) ramp.toNanos());
        return perSecond * (FIRST + (1 - FIRST) * share);
    }

    /** Gives back what was taken and turned out not to be needed. */
    void giveBack(int unused) {
        saved += unused;
    }
}
