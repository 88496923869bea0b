package io.tieline.sim.limit;

import java.time.Duration;
import java.time.Instant;

/** A token bucket that refills continuously; full at first. Time that goes back stands still. Not thread-safe. */
final class Bucket {
    private static final double MINUTE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final double LOST_BY_FRACTIONS = 1e-6;

    private final int limit;
    private final double capacity;
    private final double perNano;
    private double level;
    private Instant asOf;

    /**
     * A full bucket.
     *
     * @param perMinute 1 or more
     * @param burst how long it takes to fill; it holds one at least, or nothing could ever be taken
     */
    Bucket(int perMinute, Duration burst, Instant now) {
        limit = perMinute;
        perNano = perMinute / MINUTE_NANOS;
        capacity = Math.max(1, perNano * burst.toNanos());
        level = capacity;
        asOf = now;
    }

    int limit() {
        return limit;
    }

    /**
     * How long until so much can be taken, if nothing is taken meanwhile; zero for now. What is more than the bucket
     * holds can be taken when it is full, and leaves a debt.
     */
    Duration until(int amount, Instant now) {
        refill(now);
        return time(Math.min(amount, capacity) - level);
    }

    /** Takes so much, whatever is there. */
    void take(int amount, Instant now) {
        refill(now);
        level -= amount;
    }

    Quota.Left left(Instant now) {
        refill(now);
        return new Quota.Left(limit, (int) Math.max(0, Math.floor(level + LOST_BY_FRACTIONS)), time(capacity - level));
    }

    private void refill(Instant now) {
        if (now.isAfter(asOf)) {
            level = Math.min(
                    capacity, level + perNano * Duration.between(asOf, now).toNanos());
            asOf = now;
        }
    }

    // Rounded up to a microsecond, and blind to what binary fractions lose: waiting as long as was said must be enough.
    private Duration time(double missing) {
        return missing < LOST_BY_FRACTIONS
                ? Duration.ZERO
                : Duration.ofNanos((long) Math.ceil(missing / perNano / 1_000) * 1_000);
    }
}
