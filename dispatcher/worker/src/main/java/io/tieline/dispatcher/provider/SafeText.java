package io.tieline.dispatcher.provider;

import io.tieline.schemas.avro.InferenceRequest;
import java.util.BitSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a stranger's sentence fit for records and logs. Providers quote keys and prompts in their errors, and a prompt that
 * is quoted could also talk the classification into anything, so this comes before that.
 *
 * <p>What is dropped: the endpoint's key, whatever looks like any key, every run of {@value #ECHO} or more characters that
 * stands in the request as well ({@link RequestTexts}), control characters, and what is longer than {@value #LONGEST} characters.
 */
final class SafeText {
    /** Short enough to catch a name or number that is quoted, long enough to spare the words of every other sentence. */
    static final int ECHO = 12;

    static final int LONGEST = 300;

    private static final int LONGEST_WORD = 64;
    private static final int READ = 2_000;
    private static final String GAP = "[…]";
    private static final Pattern KEY = Pattern.compile(
            "(?:\\b(?:sk|pk|rk|gsk|xai|hf|key)[-_]|\\bAIza|\\bBearer )[-_*A-Za-z0-9]{6,}(?:\\.[-_A-Za-z0-9]+)*");
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Cntrl}]+");

    private SafeText() {}

    static String of(String sentence, WireCall call) {
        String text = sentence.length() > READ ? sentence.substring(0, READ) : sentence;
        Secret secret = call.secret();
        if (secret != null) {
            text = text.replace(secret.value(), secret.toString());
        }
        text = KEY.matcher(text).replaceAll("***");
        return shorten(withoutEchoes(text, call.request()));
    }

    /** A stranger's type, code or reason; null where it is none, as it is too long or isn't one token with a letter in it. */
    static @Nullable String word(@Nullable String text) {
        boolean isWord = text != null
                && text.length() <= LONGEST_WORD
                && text.chars().anyMatch(Character::isLetter)
                && text.chars().allMatch(c -> Character.isLetterOrDigit(c) || "_-.:/".indexOf(c) >= 0);
        return isWord ? text : null;
    }

    /** One line of at most {@value #LONGEST} characters. */
    static String shorten(String text) {
        String line = SPACE.matcher(text).replaceAll(" ").strip();
        if (line.length() <= LONGEST) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(LONGEST - 2)) ? LONGEST - 2 : LONGEST - 1;
        return line.substring(0, end) + "…";
    }

    /**
     * Prompts may be megabytes and errors come in waves, so this goes once over each text with a rolling hash of its runs,
     * and looks closer only where that is the hash of a run of the sentence.
     */
    private static String withoutEchoes(String sentence, InferenceRequest request) {
        if (sentence.length() < ECHO) {
            return sentence;
        }
        BitSet runs = new BitSet(1 << 16);
        Rolling.each(sentence, (hash, _) -> runs.set(hash));
        BitSet echoed = new BitSet(sentence.length());
        RequestTexts.each(
                request,
                text -> Rolling.each(text, (hash, at) -> {
                    if (runs.get(hash) && mark(sentence, text.substring(at, at + ECHO), echoed)) {
                        // Once is enough, however often the text repeats it.
                        runs.clear(hash);
                    }
                }));
        return echoed.isEmpty() ? sentence : cut(sentence, echoed);
    }

    private static boolean mark(String sentence, String run, BitSet echoed) {
        int first = sentence.indexOf(run);
        for (int at = first; at >= 0; at = sentence.indexOf(run, at + 1)) {
            echoed.set(at, at + ECHO);
        }
        return first >= 0;
    }

    private static String cut(String sentence, BitSet echoed) {
        StringBuilder rest = new StringBuilder(sentence.length());
        int at = 0;
        while (at < sentence.length()) {
            int gap = echoed.nextSetBit(at);
            int end = gap < 0 ? sentence.length() : gap;
            rest.append(sentence, at, end);
            at = end;
            if (gap >= 0) {
                rest.append(GAP);
                at = echoed.nextClearBit(gap);
            }
        }
        return rest.toString();
    }

    /** Hashes of all runs of {@link #ECHO} characters. */
    @FunctionalInterface
    private interface Rolling {
        int BASE = 31;

        void run(int hash, int at);

        static void each(String text, Rolling visitor) {
            int leaving = 1;
            for (int i = 1; i < ECHO; i++) {
                leaving *= BASE;
            }
            int hash = 0;
            for (int i = 0; i < text.length(); i++) {
                if (i >= ECHO) {
                    hash -= text.charAt(i - ECHO) * leaving;
                }
                hash = hash * BASE + text.charAt(i);
                if (i >= ECHO - 1) {
                    visitor.run((hash ^ (hash >>> 16)) & 0xffff, i - ECHO + 1);
                }
            }
        }
    }
}
