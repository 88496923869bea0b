package io.tieline.sim.text;

import java.util.BitSet;

/**
 * An extractive summary: the sentences whose words are frequent in the text, in their original order. Pure, and linear
 * in the length of the text: words are only hashed, never built as strings.
 */
public final class Summarizer {
    private static final int MAX_SENTENCES = 5;
    private static final int SENTENCES_PER_CHOSEN = 4;
    private static final String NOTHING_TO_SAY = "The text is empty.";

    private Summarizer() {}

    /**
     * Summarises.
     *
     * @param maxTokens where a model would stop: what goes over it is cut off, 1 or more
     */
    public static Summary summarize(String text, int maxTokens) {
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens is " + maxTokens + ", allowed: 1 or more");
        }
        Sentences sentences = Sentences.of(text);
        String chosen = sentences.count() == 0 ? NOTHING_TO_SAY : join(text, sentences, best(sentences));
        String shown = TokenCount.cut(chosen, maxTokens);
        return new Summary(shown, shown.length() < chosen.length());
    }

    private static BitSet best(Sentences sentences) {
        int wanted = Math.min(MAX_SENTENCES, Math.ceilDiv(sentences.count(), SENTENCES_PER_CHOSEN));
        double[] scores = sentences.scores();
        BitSet chosen = new BitSet(scores.length);
        while (chosen.cardinality() < wanted) {
            int best = chosen.nextClearBit(0);
            for (int i = best + 1; i < scores.length; i++) {
                if (!chosen.get(i) && scores[i] > scores[best]) {
                    best = i;
                }
            }
            chosen.set(best);
        }
        return chosen;
    }

    private static String join(String text, Sentences sentences, BitSet chosen) {
        StringBuilder summary = new StringBuilder();
        for (int i = chosen.nextSetBit(0); i >= 0; i = chosen.nextSetBit(i + 1)) {
            if (!summary.isEmpty()) {
                summary.append(' ');
            }
            summary.append(text, sentences.start(i), sentences.end(i));
        }
        return summary.toString();
    }
}
