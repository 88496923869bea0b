package io.tieline.trace;

import io.tieline.schemas.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * A call that was made for a request and has ended. Small, as there are millions of them: times are milliseconds since the
 * epoch.
 *
 * @param startedAt when it began
 * @param millis how long it took, 0 or more
 * @param failure null: it succeeded
 * @param usage what it used; null: nothing that is known of
 */
public record TracedCall(
        String endpointId,
        long startedAt,
        int millis,
        @Nullable ErrorCode failure,
        @Nullable Tokens usage) {
    /**
     * Tokens of a call, each 0 or more.
     *
     * @param cached those of the input that the provider had in its cache
     */
    public record Tokens(int input, int cached, int output) {
        public static final Tokens NONE = new Tokens(0, 0, 0);

        public Tokens {
            requireNotNegative("input", input);
            requireNotNegative("cached", cached);
            requireNotNegative("output", output);
        }
    }

    public TracedCall {
        requireNotNegative("millis", millis);
    }

    static void requireNotNegative(String field, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(field + " is '" + value + "', allowed: 0 or more");
        }
    }

    public long endedAt() {
        return startedAt + millis;
    }

    public boolean succeeded() {
        return failure == null;
    }

    /** Whether it tells how its endpoint was: not whether our own side ended it, or the request was at fault. */
    public boolean tellsOfItsEndpoint() {
        return failure == null
                || failure.owner().equals("provider")
                || failure.owner().equals("credential");
    }
}
