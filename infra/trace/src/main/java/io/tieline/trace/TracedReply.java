package io.tieline.trace;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * How a request ended.
 *
 * @param code null: it was answered
 * @param finishedAt milliseconds since the epoch
 * @param costMicroUsd of all its calls
 */
public record TracedReply(Outcome outcome, @Nullable ErrorCode code, long finishedAt, long costMicroUsd) {
    public TracedReply {
        TracedCall.requireNotNegative("microUsd", costMicroUsd);
        if ((outcome == Outcome.COMPLETED) != (code == null)) {
            throw new IllegalArgumentException("code is '" + code + "' where the outcome is " + outcome
                    + ", allowed: a code where it isn't completed, and none where it is");
        }
    }
}
