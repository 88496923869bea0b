package io.tieline.health.judge;

import java.util.OptionalLong;

/**
 * How one call to an endpoint went, as far as it tells of health.
 *
 * @param code {@code ok} or the error code
 * @param requestId request that the call was made for
 * @param workerId dispatcher that made it
 * @param seenEpoch epoch of the condition that the dispatcher went by; empty where it knew none
 */
public record Observation(Sign sign, String code, String requestId, String workerId, OptionalLong seenEpoch) {
    /** What a call says of the endpoint's health. */
    public enum Sign {
        /** It answered well. */
        GOOD,
        /** It failed, by its own fault. */
        BAD,
        /** As {@link #BAD}, by a connection that broke while the call went on: many calls may share one cause. */
        BROKEN_CONNECTION,
        /** It answered, but refused: that says that it can be reached, and nothing more. */
        REACHABLE,
        /** Our own side ended the call: that says nothing. */
        NONE
    }

    boolean isFailure() {
        return sign == Sign.BAD || sign == Sign.BROKEN_CONNECTION;
    }
}
