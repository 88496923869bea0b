package io.tieline.files;

import java.util.regex.Pattern;

/** Ids of contents. They are parts of paths and of addresses, so that nothing in them may have a meaning there. */
public final class ContentIds {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,200}");

    private ContentIds() {}

    static boolean isValid(String id) {
        return FORM.matcher(id).matches();
    }

    /** Throws {@link IllegalArgumentException} for what can't be one. */
    public static String require(String id) {
        if (!isValid(id)) {
            throw new IllegalArgumentException("id is '" + id + "', allowed: 1 to 200 letters, digits, _ -");
        }
        return id;
    }
}
