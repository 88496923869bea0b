package io.tieline.sim.wire;

import java.util.Locale;

/** An error that a provider answers with, whatever it does with the request; each format has its own status and body. */
public enum ApiError {
    /** 429: too many requests; the only one that can tell how long to wait. */
    RATE_LIMITED,
    /** 429: what was paid for is used up; Gemini: the quota of the day. */
    QUOTA_EXHAUSTED,
    /** 402. */
    PAYMENT_REQUIRED,
    /** A limit that the customer set: Anthropic says 400; the others say what they say of an exhausted quota. */
    SPEND_LIMIT,
    /** 500. */
    SERVER_ERROR,
    /** 503; Anthropic's comes from the proxy before it, and is no JSON. */
    UNAVAILABLE,
    /** Anthropic: 529; the others: 503. */
    OVERLOADED,
    /** 401. */
    UNAUTHORIZED,
    /** 403. */
    FORBIDDEN,
    /** 400: over the context window. */
    TOO_LONG,
    /** 400; Gemini: 200 with a block reason and no candidates. */
    CONTENT_POLICY;

    /** Its name in JSON and in the call log. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
