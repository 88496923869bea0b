package io.tieline.client;

/** Refuses what can't be, in the words that all of the broker uses. */
final class Checks {
    private Checks() {}

    /** Throws {@link IllegalArgumentException}, naming the field, its value and what is allowed, unless it is valid. */
    static void check(boolean valid, String field, Object value, String allowed) {
        if (!valid) {
            throw new IllegalArgumentException(field + " is '" + value + "', allowed: " + allowed);
        }
    }
}
