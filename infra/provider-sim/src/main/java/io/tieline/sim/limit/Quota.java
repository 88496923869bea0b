package io.tieline.sim.limit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint's limits stand after a call.
 *
 * @param requests null: there is no such limit
 * @param tokens null: there is no such limit
 */
public record Quota(@Nullable Left requests, @Nullable Left tokens) {
    /** Of an endpoint without limits. */
    public static final Quota UNLIMITED = new Quota(null, null);

    /**
     * What is left of one limit.
     *
     * @param limit a minute
     * @param remaining what could come right now
     * @param reset until as much could come as ever can
     */
    public record Left(int limit, int remaining, Duration reset) {}
}
