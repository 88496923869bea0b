package io.tieline.trace;

import io.tieline.routing.Ask;
import io.tieline.routing.Lane;
import io.tieline.schemas.avro.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as it was asked, and what became of it. Times are milliseconds since the epoch.
 *
 * @param lane interactive or batch
 * @param arrivedAt when the caller made it
 * @param deadline after this the answer is of no use
 * @param maxAttempts most calls for it; 0: it doesn't say
 * @param jobId the job that it belongs to; null: none
 * @param calls those that were made for it, by their beginning
 * @param reply null: it had none yet when the trace ended
 */
public record TracedRequest(
        String id,
        String tenant,
        String route,
        Lane lane,
        long arrivedAt,
        long deadline,
        int maxAttempts,
        @Nullable String jobId,
        Ask ask,
        List<TracedCall> calls,
        @Nullable TracedReply reply) {
    public TracedRequest {
        requireNotBlank("id", id);
        requireNotBlank("tenant", tenant);
        requireNotBlank("route", route);
        if (lane == Lane.PARKED) {
            throw new IllegalArgumentException("lane is 'parked', allowed: interactive, batch");
        }
        TracedCall.requireNotNegative("maxAttempts", maxAttempts);
        calls = List.copyOf(calls);
    }

    private static void requireNotBlank(String field, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(field + " is '" + value + "', allowed: a name");
        }
    }

    /** Whether it ended for reasons that no catalogue changes: it was taken back, or no request that can be served. */
    public boolean endsAnyhow() {
        if (reply == null) {
            return false;
        }
        return switch (reply.outcome()) {
            case CANCELLED -> true;
            case REJECTED -> reply.code() != null && isItsOwnFault(reply.code());
            case COMPLETED, FAILED, EXPIRED -> false;
        };
    }

    private static boolean isItsOwnFault(io.tieline.schemas.ErrorCode code) {
        return switch (code) {
            case REQUEST_INVALID, REQUEST_UNDECODABLE, REQUEST_TOO_LARGE, POLICY_REPLY_TOPIC -> true;
            default -> false;
        };
    }

    /** Whether it was answered within its deadline. */
    public boolean wasAnswered() {
        return reply != null && reply.outcome() == Outcome.COMPLETED && reply.finishedAt() <= deadline;
    }
}
