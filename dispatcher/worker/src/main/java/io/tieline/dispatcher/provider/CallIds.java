package io.tieline.dispatcher.provider;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Ids of tool calls for servers that refuse what others make of them. A conversation may move between providers in the
 * middle, so an id of the wrong form is replaced by one that follows from it: call and result stay together.
 */
final class CallIds {
    private static final Pattern ANTHROPICS = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Pattern MISTRALS = Pattern.compile("[a-zA-Z0-9]{9}");
    private static final int MISTRALS_LENGTH = 9;
    private static final int LENGTH = 24;

    private CallIds() {}

    static String forAnthropic(String id) {
        return ANTHROPICS.matcher(id).matches() ? id : digest(id, LENGTH);
    }

    static String forMistral(String id) {
        return MISTRALS.matcher(id).matches() ? id : digest(id, MISTRALS_LENGTH);
    }

    private static String digest(String id, int length) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, length);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a Java without SHA-256", e);
        }
    }
}
