package io.tieline.sim.wire;

/** What a provider makes of a call. */
public sealed interface Parsed {
    /**
     * It will be answered.
     *
     * @param text what the user wrote
     * @param inputTokens tokens of all messages and instructions
     * @param maxTokens where the answer is cut, 1 or more
     */
    record Prompt(String text, int inputTokens, int maxTokens) implements Parsed {}

    /** It is refused, with the provider's own words. */
    record Refused(Reply reply) implements Parsed {}
}
