package io.tieline.gateway.words;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.ReplyError;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a caller over HTTP is told of a request that was not completed. */
public final class Failures {
    private static final String NO_WORDS = "the request was not completed";

    private Failures() {}

    /**
     * Translates the end of a request.
     *
     * @throws IllegalArgumentException if it was completed
     */
    public static ApiError of(InferenceReply reply) {
        ReplyError error = reply.getError();
        Optional<ErrorCode> code = error == null ? Optional.empty() : ErrorCode.ofWire(error.getCode());
        Trouble trouble = code.map(Failures::trouble).orElseGet(() -> byOutcome(reply));
        return new ApiError(trouble, message(error), null, param(code.orElse(null)), trouble.retryAfter());
    }

    private static String message(@Nullable ReplyError error) {
        return error == null || error.getMessage().isBlank() ? NO_WORDS : error.getMessage();
    }

    private static @Nullable String param(@Nullable ErrorCode code) {
        return code == ErrorCode.REQUEST_UNKNOWN_ROUTE ? "model" : null;
    }

    static Trouble trouble(ErrorCode code) {
        return switch (code) {
            case PROVIDER_RATE_LIMITED_BURST, PROVIDER_RATE_LIMITED_RAMP -> Trouble.RATE_LIMITED;
            case PROVIDER_OVERLOADED -> Trouble.OVERLOADED;
            // The account that is spent or locked is the operator's: the caller can but come again.
            case PROVIDER_QUOTA_EXHAUSTED, CREDENTIAL_INVALID, CREDENTIAL_DENIED -> Trouble.UNAVAILABLE;
            case PROVIDER_SERVER_ERROR,
                    PROVIDER_CONNECTION_FAILED,
                    PROVIDER_STREAM_BROKEN,
                    PROVIDER_INVALID_OUTPUT,
                    PROVIDER_TRUNCATED_OUTPUT,
                    PROVIDER_SCHEMA_MISMATCH,
                    PROVIDER_UNKNOWN -> Trouble.UPSTREAM;
            case PROVIDER_TIMEOUT, PROVIDER_OVERDUE, DEADLINE_EXCEEDED -> Trouble.TIMED_OUT;
            case REQUEST_TOO_LONG -> Trouble.TOO_LONG;
            case REQUEST_CONTENT_POLICY -> Trouble.CONTENT_POLICY;
            case REQUEST_TOO_LARGE -> Trouble.TOO_LARGE;
            case REQUEST_UNKNOWN_ROUTE -> Trouble.NOT_FOUND;
            case REQUEST_OUTPUT_LIMIT, REQUEST_INVALID, REQUEST_UNDECODABLE, POLICY_NO_ELIGIBLE_ENDPOINT ->
                Trouble.INVALID;
            case POLICY_REPLY_TOPIC, POLICY_TENANT, POLICY_RESIDENCY -> Trouble.FORBIDDEN;
            case POLICY_BUDGET -> Trouble.BUDGET;
            case CALLER_CANCELLED -> Trouble.CANCELLED;
            case BROKER_INTERRUPTED -> Trouble.UNAVAILABLE;
            case BROKER_INTERNAL, REQUEST_CONTENT_MISSING -> Trouble.INTERNAL;
        };
    }

    /** Where a newer dispatcher has a code that this version doesn't know. */
    private static Trouble byOutcome(InferenceReply reply) {
        return switch (reply.getOutcome()) {
            case COMPLETED -> throw new IllegalArgumentException("a request that was completed is no failure");
            case FAILED -> Trouble.UPSTREAM;
            case EXPIRED -> Trouble.TIMED_OUT;
            case CANCELLED -> Trouble.CANCELLED;
            case REJECTED -> Trouble.INVALID;
        };
    }
}
