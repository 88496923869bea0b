package io.tieline.gateway.words;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What kind of failure a caller is told of. The APIs have their own words for each, and a few statuses of their own. */
public enum Trouble {
    /** The request is not one that can be served. */
    INVALID(400, false, 0),
    /** Longer than the model's context window. */
    TOO_LONG(400, false, 0),
    /** Refused for what it says. */
    CONTENT_POLICY(400, false, 0),
    /** No key, or a wrong one. */
    UNAUTHENTICATED(401, false, 0),
    /** The key, or the tenant, may not. */
    FORBIDDEN(403, false, 0),
    /** No such thing, or somebody else's. */
    NOT_FOUND(404, false, 0),
    /** The path has no such method. */
    METHOD(405, false, 0),
    /** Contradicts what is there, such as another body under the same idempotency key. */
    CONFLICT(409, false, 0),
    /** More bytes than are taken. */
    TOO_LARGE(413, false, 0),
    /** Too many for now. */
    RATE_LIMITED(429, true, 5),
    /** The money is spent: waiting moments won't help. */
    BUDGET(429, false, 0),
    /** The caller took it back; nobody may repeat it on his behalf. */
    CANCELLED(499, false, 0),
    /** A defect of the broker. */
    INTERNAL(500, true, 0),
    /** Whoever was asked failed, or answered what can't be used. */
    UPSTREAM(502, true, 0),
    /** The broker can't take it now. */
    UNAVAILABLE(503, true, 5),
    /** Whoever could answer has too much to do. */
    OVERLOADED(503, true, 10),
    /** No answer within the time. */
    TIMED_OUT(504, true, 0);

    private final int status;
    private final boolean retryable;
    private final int retrySeconds;

    Trouble(int status, boolean retryable, int retrySeconds) {
        this.status = status;
        this.retryable = retryable;
        this.retrySeconds = retrySeconds;
    }

    /** HTTP status, where the API has none of its own. */
    public int status() {
        return status;
    }

    /**
     * Whether the same again may succeed: the official SDKs try 409, 429 and everything from 500 again unless the header
     * {@code x-should-retry: false} forbids it.
     */
    public boolean isRetryable() {
        return retryable;
    }

    /** After how long; null: nothing is known. */
    public @Nullable Duration retryAfter() {
        return retrySeconds == 0 ? null : Duration.ofSeconds(retrySeconds);
    }
}
