package io.tieline.sim.limit;

import java.time.Duration;

/**
 * What an endpoint takes: token buckets that refill continuously, as Anthropic documents it and as OpenAI's words that a
 * limit of 60 a minute may be kept as 1 a second amount to. Real buckets hold something between a second's worth and a
 * minute's worth; neither company says how much.
 *
 * @param requestsPerMinute 0 for as many as come
 * @param tokensPerMinute of input and output together; 0 for as many as come
 * @param burst how long the bucket takes to fill, at most a minute: what may come at once after a silence
 */
public record Limits(int requestsPerMinute, int tokensPerMinute, Duration burst) {
    // First, for the constants below are checked against it.
    private static final Duration LONGEST_BURST = Duration.ofMinutes(1);

    /** The burst of limits that name none. */
    public static final Duration DEFAULT_BURST = Duration.ofSeconds(5);

    /** Takes all that comes. */
    public static final Limits NONE = new Limits(0, 0, DEFAULT_BURST);

    public Limits {
        require(requestsPerMinute >= 0, "requestsPerMinute", requestsPerMinute, "0 or more, 0 for no limit");
        require(tokensPerMinute >= 0, "tokensPerMinute", tokensPerMinute, "0 or more, 0 for no limit");
        require(
                burst.isPositive() && burst.compareTo(LONGEST_BURST) <= 0,
                "burst",
                burst,
                "longer than nothing, up to a minute");
    }

    /** With the default burst; 0 stands for no limit. */
    public static Limits perMinute(int requests, int tokens) {
        return new Limits(requests, tokens, DEFAULT_BURST);
    }

    public Limits withBurst(Duration newBurst) {
        return new Limits(requestsPerMinute, tokensPerMinute, newBurst);
    }

    private static void require(boolean holds, String field, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is '" + value + "', allowed: " + allowed);
        }
    }
}
