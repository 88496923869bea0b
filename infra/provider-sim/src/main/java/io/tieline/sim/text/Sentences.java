package io.tieline.sim.text;

import java.util.Arrays;

/** The sentences of a text with the hashes of their words, found in one pass over its characters. */
final class Sentences {
    /** Shorter words are mostly articles, prepositions and pronouns: they say nothing about the subject. */
    private static final int SHORTEST_WORD = 4;

    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    private final String text;
    private int count;
    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private int[] firstWords = new int[16];
    private int words;
    private int[] hashes = new int[128];

    private Sentences(String text) {
        this.text = text;
    }

    static Sentences of(String text) {
        Sentences sentences = new Sentences(text);
        sentences.scan();
        return sentences;
    }

    int count() {
        return count;
    }

    /** Index of its first character. */
    int start(int sentence) {
        return starts[sentence];
    }

    /** Index after its last character. */
    int end(int sentence) {
        return ends[sentence];
    }

    /** For each sentence how frequent its words are in the text, on average; one of few words counts less. */
    double[] scores() {
        WordCounts counts = new WordCounts(words);
        for (int i = 0; i < words; i++) {
            counts.add(hashes[i]);
        }
        double[] scores = new double[count];
        for (int sentence = 0; sentence < count; sentence++) {
            int from = firstWords[sentence];
            int to = sentence + 1 < count ? firstWords[sentence + 1] : words;
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += counts.of(hashes[i]);
            }
            scores[sentence] = sum / (to - from + 3);
        }
        return scores;
    }

    private void scan() {
        int start = -1;
        int last = -1;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (Character.isLetterOrDigit(c)) {
                if (start < 0) {
                    start = open(i);
                }
                i = word(i);
                last = i;
                continue;
            }
            i++;
            if (start >= 0 && isEnd(c, i)) {
                close(start, c == '\n' ? last : i);
                start = -1;
            }
        }
        if (start >= 0) {
            close(start, last);
        }
    }

    private boolean isEnd(char c, int next) {
        boolean atGap = next >= text.length() || Character.isWhitespace(text.charAt(next));
        return switch (c) {
            case '.', '!', '?' -> atGap;
            case '\u3002' -> true;
            case '\n' -> next < text.length() && text.charAt(next) == '\n';
            default -> false;
        };
    }

    private int word(int from) {
        int hash = FNV_OFFSET;
        int i = from;
        while (i < text.length() && Character.isLetterOrDigit(text.charAt(i))) {
            hash = (hash ^ Character.toLowerCase(text.charAt(i))) * FNV_PRIME;
            i++;
        }
        if (i - from >= SHORTEST_WORD) {
            if (words == hashes.length) {
                hashes = Arrays.copyOf(hashes, words * 2);
            }
            hashes[words++] = hash;
        }
        return i;
    }

    private int open(int at) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
            firstWords = Arrays.copyOf(firstWords, count * 2);
        }
        firstWords[count] = words;
        return at;
    }

    private void close(int start, int end) {
        starts[count] = start;
        ends[count] = end;
        count++;
    }

    /** Counts of hashes: open addressing, at most half full. */
    private static final class WordCounts {
        private final int[] keys;
        private final int[] counts;

        WordCounts(int words) {
            int size = Integer.highestOneBit(Math.max(8, words)) * 4;
            keys = new int[size];
            counts = new int[size];
        }

        void add(int hash) {
            int slot = slot(hash);
            keys[slot] = hash;
            counts[slot]++;
        }

        int of(int hash) {
            return counts[slot(hash)];
        }

        private int slot(int hash) {
            int mask = keys.length - 1;
            int slot = (hash ^ (hash >>> 15)) & mask;
            while (counts[slot] != 0 && keys[slot] != hash) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }
    }
}
