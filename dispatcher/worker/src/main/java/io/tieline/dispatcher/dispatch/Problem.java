package io.tieline.dispatcher.dispatch;

import io.tieline.schemas.ErrorCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a request can't be served as it is. */
record Problem(ErrorCode code, String message) {
    private static final int LONGEST_QUOTE = 80;

    /** A value that isn't allowed; empty where it isn't wrong. */
    static Optional<Problem> invalid(boolean wrong, String field, @Nullable Object value, String allowed) {
        return when(wrong, ErrorCode.REQUEST_INVALID, field + " is '" + shorten(value) + "', allowed: " + allowed);
    }

    /** Empty where it isn't wrong. */
    static Optional<Problem> when(boolean wrong, ErrorCode code, String message) {
        return wrong ? Optional.of(new Problem(code, message)) : Optional.empty();
    }

    /** As much of a value as helps to find it. */
    static String shorten(@Nullable Object value) {
        String text = String.valueOf(value);
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
    }
}
