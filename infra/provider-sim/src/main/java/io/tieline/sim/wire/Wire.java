package io.tieline.sim.wire;

import io.tieline.sim.text.Summary;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One wire format. Implementations are pure and safe for use by many threads. */
public interface Wire {
    /** The refusal of a path or method that the provider doesn't know; empty where it does. */
    Optional<Reply> unrouted(CallContext context, Inbound call);

    /** Checks a call as the provider would: its key, its JSON, its fields, its length. */
    Parsed parse(CallContext context, Inbound call);

    /** The answer, with usage. */
    Reply answer(CallContext context, Parsed.Prompt prompt, Summary summary);

    /** The answer that has no text in it, though its input was paid for. */
    Reply empty(CallContext context, Parsed.Prompt prompt);

    /**
     * An error, unasked for.
     *
     * @param retryAfter how long the provider asks to wait; null: it doesn't say
     */
    Reply error(CallContext context, ApiError error, @Nullable Duration retryAfter);
}
