package io.tieline.dispatcher.limits;

import java.time.Duration;

/**
 * Calls at a time that an endpoint bears, found out by additive increase and multiplicative decrease (D.-M. Chiu, R. Jain,
 * 1989). It starts at what is configured, which it never exceeds; it is multiplied by 0.7 when the endpoint is overloaded,
 * at most once within the time that calls take; and while it holds calls back, it grows with each success, by a twentieth of
 * the configured limit for as many successes as there are calls at a time. Times are nanoseconds of a clock that never goes
 * back. Not safe for use by several threads.
 */
public final class AdaptiveLimit {
    private static final double DECREASE = 0.7;
    private static final int STEPS = 20;
    private static final long SHORTEST_BETWEEN_DECREASES = Duration.ofSeconds(1).toNanos();

    private int most;
    private double limit;
    private boolean decreased;
    private long decreasedAt;

    /**
     * Starts at the most.
     *
     * @param most calls at a time that are configured, 1 or more
     */
    public AdaptiveLimit(int most) {
        this.most = most;
        this.limit = most;
    }

    /** The configuration changed. */
    public void setMost(int calls) {
        limit = calls >= most && limit >= most ? calls : Math.min(limit, calls);
        most = calls;
    }

    /** Calls at a time, 1 or more. */
    public int calls() {
        return Math.max(1, (int) limit);
    }

    /**
     * A call failed because the endpoint has too much to do.
     *
     * @param began when the call began: what was begun before the last decrease says nothing of what came of that
     * @param inFlight calls under way, this one included: fewer of them are less, whatever the limit is
     */
    public void overloaded(long began, long now, int inFlight) {
        boolean known = decreased && (began - decreasedAt < 0 || now - decreasedAt < SHORTEST_BETWEEN_DECREASES);
        if (!known) {
            limit = Math.max(1, Math.min(limit, inFlight) * DECREASE);
            decreased = true;
            decreasedAt = now;
        }
    }

    /**
     * A call succeeded.
     *
     * @param held whether the limit held other calls back
     */
    public void succeeded(boolean held) {
        if (held) {
            limit = Math.min(most, limit + Math.max(1, (double) most / STEPS) / limit);
        }
    }
}
