package io.tieline.sim.wire;

import io.tieline.sim.model.Prompt;
import java.util.function.Function;

/** What a provider makes of a call. */
public sealed interface Parsed {
    /** The model will be asked. */
    record Asked(Prompt prompt) implements Parsed {}

    /**
     * It will be answered with what needs no model: vectors.
     *
     * @param inputTokens of all texts
     * @param reply makes the answer; it is asked for once the call is let through
     */
    record Vectors(int inputTokens, Function<CallContext, Reply> reply) implements Parsed {}

    /** It is refused, with the provider's own words. */
    record Refused(Reply reply) implements Parsed {}
}
