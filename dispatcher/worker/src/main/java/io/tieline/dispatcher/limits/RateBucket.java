package io.tieline.dispatcher.limits;

import java.time.Duration;

/**
 * A rate that is kept: units flow in evenly, and what is used is taken out. What costs more than the bucket holds may go
 * once it is full, and is paid off after that, so that the rate holds in the long run whatever the sizes. Times are
 * nanoseconds of a clock that never goes back. Not safe for use by several threads.
 */
public final class RateBucket {
    private static final double NANOS_PER_MINUTE = Duration.ofMinutes(1).toNanos();
    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    /** Of rounding. */
    private static final double GRAIN = 1e-6;

    private double perNano;
    private double burst = 1;
    private double level;
    private long at;

    /** Makes one without any inflow. */
    public RateBucket(long now) {
        this.at = now;
    }

    /**
     * Sets the inflow. What is in it stays, as far as there is room for it: never more than flows in within a second, but
     * for one unit.
     *
     * @param perMinute units, 0 or more
     */
    public void setRate(double perMinute, long now) {
        flow(now);
        perNano = perMinute / NANOS_PER_MINUTE;
        burst = Math.max(1, perNano * NANOS_PER_SECOND);
        level = Math.min(level, burst);
    }

    /** Whether so much may be taken now. */
    public boolean has(double units, long now) {
        flow(now);
        return level >= Math.min(units, burst) - GRAIN;
    }

    /** How long until so much may be taken; more than a year where nothing flows in. */
    public Duration until(double units, long now) {
        flow(now);
        double missing = Math.min(units, burst) - level;
        if (missing <= GRAIN) {
            return Duration.ZERO;
        }
        double nanos = Math.ceil(missing / perNano);
        return Duration.ofNanos(nanos < Long.MAX_VALUE ? (long) nanos : Long.MAX_VALUE);
    }

    /** Takes it, whether it is there or not; a negative amount is given back. */
    public void take(double units, long now) {
        flow(now);
        level = Math.min(burst, level - units);
    }

    private void flow(long now) {
        if (now > at) {
            level = Math.min(burst, level + (now - at) * perNano);
            at = now;
        }
    }
}
