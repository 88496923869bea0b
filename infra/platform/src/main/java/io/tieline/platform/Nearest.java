package io.tieline.platform;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses what somebody meant to write. */
public final class Nearest {
    private static final int MOST_EDITS = 3;

    private Nearest() {}

    /** {@code " (did you mean x?)"}, or nothing where no word is near. */
    public static String hint(String written, Collection<String> words) {
        return find(written, words).map(word -> " (did you mean " + word + "?)").orElse("");
    }

    static Optional<String> find(String written, Collection<String> words) {
        return words.stream()
                .filter(word -> edits(written, word) <= Math.min(MOST_EDITS, word.length() / 2))
                .min(Comparator.comparingInt(word -> edits(written, word)));
    }

    /** Levenshtein's distance, one row at a time. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
