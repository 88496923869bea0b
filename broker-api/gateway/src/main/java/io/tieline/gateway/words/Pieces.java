package io.tieline.gateway.words;

import java.util.ArrayList;
import java.util.List;

/** Cuts an answer that is there as a whole into what a stream would bring. */
public final class Pieces {
    private static final int SHORTEST = 32;
    private static final int MOST = 32;

    private Pieces() {}

    /** Pieces that make up the text, none of them empty, none ending within a character. */
    public static List<String> of(String text) {
        int length = Math.max(SHORTEST, text.length() / MOST + 1);
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + length);
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to++;
            }
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }
}
