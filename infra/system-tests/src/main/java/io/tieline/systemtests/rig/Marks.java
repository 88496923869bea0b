package io.tieline.systemtests.rig;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words by which a text is known again. The simulated models repeat what a short text says, so an answer holds the mark of
 * the request it belongs to.
 */
final class Marks {
    private static final Pattern MARK = Pattern.compile("\\bletter-[a-z0-9-]+\\b");

    private Marks() {}

    static String of(String requestId) {
        return "letter-" + requestId;
    }

    /** A text to be summarised. */
    static String text(String requestId, String canary) {
        return "It is " + of(requestId) + " that tells of the tides and of " + canary + ".";
    }

    /** The mark in an answer; a few words where there is none, which are no mark. */
    static String find(String text) {
        Matcher matcher = MARK.matcher(text);
        return matcher.find() ? matcher.group() : "an answer without a mark";
    }
}
