package io.tieline.dispatcher.limits;

import java.time.Duration;

/**
 * How many calls may go to an endpoint for requests that failed there before: one for ten first attempts, and one a second,
 * so that little traffic can try again too. One that succeeds costs nothing: after an outage, all that failed in it is tried
 * again. Times are nanoseconds of a clock that never goes back. Not safe for use by several threads.
 */
public final class RetryBudget {
    private static final double FOR_A_FIRST_ATTEMPT = 0.1;
    private static final double PER_NANO = 1.0 / Duration.ofSeconds(1).toNanos();
    private static final double SMALLEST = 10;

    private final double most;
    private double level;
    private long at;

    /**
     * Starts full.
     *
     * @param most so many retries are saved up at most; 10 where it is less
     */
    public RetryBudget(int most, long now) {
        this.most = Math.max(SMALLEST, most);
        this.level = this.most;
        this.at = now;
    }

    /** A call goes to the endpoint for a request that hasn't failed there. */
    public void first(long now) {
        add(FOR_A_FIRST_ATTEMPT, now);
    }

    /** Whether a retry may go now. */
    public boolean has(long now) {
        add(0, now);
        return level >= 1;
    }

    /** How long until a retry may go. */
    public Duration until(long now) {
        add(0, now);
        return level >= 1 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil((1 - level) / PER_NANO));
    }

    /** A retry goes. */
    public void take(long now) {
        add(-1, now);
    }

    /** It succeeded, or was not made after all. */
    public void giveBack(long now) {
        add(1, now);
    }

    private void add(double retries, long now) {
        double flowed = Math.max(0, now - at) * PER_NANO;
        at = Math.max(at, now);
        level = Math.min(most, level + flowed + retries);
    }
}
