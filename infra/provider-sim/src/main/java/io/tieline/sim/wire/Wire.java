package io.tieline.sim.wire;

import io.tieline.sim.limit.Admission;
import io.tieline.sim.model.Answer;
import io.tieline.sim.model.Prompt;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One wire format. Implementations are pure and safe for use by many threads. */
public interface Wire {
    /** The refusal of a path or method that the provider doesn't know; empty where it does. */
    Optional<Reply> unrouted(CallContext context, Inbound call);

    /** Checks a call as the provider would: its key, its JSON, its fields, its features, its length. */
    Parsed parse(CallContext context, Inbound call);

    /** The answer, with usage. */
    Reply answer(CallContext context, Prompt prompt, Answer answer);

    /** The refusal of a call that is over a limit; the context tells how the limits stand. */
    Reply limited(CallContext context, Admission.Refused refused);

    /**
     * An error, unasked for.
     *
     * @param retryAfter how long the provider asks to wait; null: it doesn't say
     */
    Reply error(CallContext context, ApiError error, @Nullable Duration retryAfter);
}
