package io.tieline.gateway.files;

import java.security.SecureRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Ids of contents. They are parts of paths and of addresses, so that nothing in them may have a meaning there. */
final class ContentIds {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,200}");
    private static final String SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int RANDOM_SIGNS = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    private ContentIds() {}

    /** A new one. */
    static String next() {
        return RANDOM.ints(RANDOM_SIGNS, 0, SIGNS.length())
                .mapToObj(index -> String.valueOf(SIGNS.charAt(index)))
                .collect(Collectors.joining("", "file-", ""));
    }

    static boolean isValid(String id) {
        return FORM.matcher(id).matches();
    }

    /** Throws {@link IllegalArgumentException} for what can't be one. */
    static String require(String id) {
        if (!isValid(id)) {
            throw new IllegalArgumentException("id is '" + id + "', allowed: 1 to 200 letters, digits, _ -");
        }
        return id;
    }
}
