package io.tieline.sim.text;

/**
 * An estimate of tokens that needs no model: four characters (UTF-16 units) make a token, rounded up. That is close for
 * English prose; real tokenisers count more for other scripts, and for code.
 */
public final class TokenCount {
    static final int CHARS_PER_TOKEN = 4;

    private TokenCount() {}

    /** Tokens of a text; 0 for an empty one. */
    public static int of(CharSequence text) {
        return Math.ceilDiv(text.length(), CHARS_PER_TOKEN);
    }

    /** The longest beginning of a text that has at most so many tokens; never half a surrogate pair. */
    public static String cut(String text, int maxTokens) {
        long maxChars = (long) maxTokens * CHARS_PER_TOKEN;
        if (text.length() <= maxChars) {
            return text;
        }
        int end = (int) maxChars;
        return text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }
}
