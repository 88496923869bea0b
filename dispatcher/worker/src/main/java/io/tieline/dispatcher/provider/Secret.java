package io.tieline.dispatcher.provider;

/**
 * A provider's key. Prints as {@code ***}, so that it can't get into a log, a message or a record by accident.
 *
 * @param value one or more visible ASCII characters: what fits into a header and can't break out of it
 */
public record Secret(String value) {
    public Secret {
        if (value.isEmpty() || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("a key is one line of visible ASCII characters; this one is "
                    + (value.isBlank() ? "empty" : "not"));
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
