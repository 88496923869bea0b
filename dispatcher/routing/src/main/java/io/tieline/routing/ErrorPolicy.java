package io.tieline.routing;

import io.tieline.schemas.ErrorCode;

/** What follows from a failed call: the table of {@code docs/errors.md} in code. */
public enum ErrorPolicy {
    /** This endpoint may answer later; others may answer now. */
    TRY_ELSEWHERE,
    /** This endpoint won't answer this request; others may. */
    NEVER_HERE,
    /** Only an endpoint with a larger context window may answer. */
    LARGER_WINDOW,
    /** Only an endpoint that generates more tokens may answer. */
    LARGER_OUTPUT,
    /** Nobody may answer. */
    FAIL;

    /** The policy for a code. */
    public static ErrorPolicy of(ErrorCode code) {
        return switch (code) {
            case PROVIDER_RATE_LIMITED_BURST,
                    PROVIDER_RATE_LIMITED_RAMP,
                    PROVIDER_QUOTA_EXHAUSTED,
                    PROVIDER_OVERLOADED,
                    PROVIDER_SERVER_ERROR,
                    PROVIDER_TIMEOUT,
                    PROVIDER_OVERDUE,
                    PROVIDER_CONNECTION_FAILED,
                    PROVIDER_STREAM_BROKEN,
                    PROVIDER_INVALID_OUTPUT,
                    PROVIDER_SCHEMA_MISMATCH,
                    PROVIDER_UNKNOWN,
                    CREDENTIAL_INVALID,
                    BROKER_INTERRUPTED,
                    BROKER_INTERNAL -> TRY_ELSEWHERE;
            case CREDENTIAL_DENIED -> NEVER_HERE;
            case REQUEST_TOO_LONG -> LARGER_WINDOW;
            case PROVIDER_TRUNCATED_OUTPUT -> LARGER_OUTPUT;
            case REQUEST_CONTENT_POLICY,
                    REQUEST_OUTPUT_LIMIT,
                    REQUEST_INVALID,
                    REQUEST_UNDECODABLE,
                    REQUEST_CONTENT_MISSING,
                    REQUEST_TOO_LARGE,
                    REQUEST_UNKNOWN_ROUTE,
                    POLICY_REPLY_TOPIC,
                    POLICY_TENANT,
                    POLICY_RESIDENCY,
                    POLICY_BUDGET,
                    POLICY_NO_ELIGIBLE_ENDPOINT,
                    CALLER_CANCELLED,
                    DEADLINE_EXCEEDED -> FAIL;
        };
    }
}
