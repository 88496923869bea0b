package io.tieline.sim.text;

/**
 * A summary of a text.
 *
 * @param text never blank
 * @param cut whether the limit of tokens ended it
 */
public record Summary(String text, boolean cut) {
    /** Tokens of the summary. */
    public int tokens() {
        return TokenCount.of(text);
    }
}
