package io.tieline.routing;

import org.jspecify.annotations.Nullable;

/**
 * How much an endpoint takes.
 *
 * @param requestsPerMinute calls a minute from all dispatchers together; null: no limit
 * @param tokensPerMinute tokens a minute, read and generated, from all dispatchers together; null: no limit
 * @param concurrency most calls at a time from one dispatcher
 */
public record Limits(
        @Nullable Integer requestsPerMinute, @Nullable Long tokensPerMinute, int concurrency) {
    private static final int DEFAULT_CONCURRENCY = 1_000;

    /** What is assumed where nothing is said. */
    public static final Limits NONE = new Limits(null, null, 0);

    /** A concurrency of 0 becomes its default, 1,000. */
    public Limits {
        concurrency = concurrency == 0 ? DEFAULT_CONCURRENCY : concurrency;
        require(requestsPerMinute == null || requestsPerMinute > 0, "requests-per-minute", requestsPerMinute);
        require(tokensPerMinute == null || tokensPerMinute > 0, "tokens-per-minute", tokensPerMinute);
        require(concurrency > 0, "concurrency", concurrency);
    }

    private static void require(boolean holds, String field, @Nullable Object value) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is '" + value + "', allowed: 1 or more");
        }
    }
}
