package io.tieline.gateway.words;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why there is no answer.
 *
 * @param message in the words of the API that answers
 * @param code the API's own, where it has one besides that of the trouble
 * @param param the field at fault
 * @param retryAfter when it may be worth trying again
 */
public record ApiError(
        Trouble trouble,
        String message,
        @Nullable String code,
        @Nullable String param,
        @Nullable Duration retryAfter) {
    /** One that says no more than what happened. */
    public static ApiError of(Trouble trouble, String message) {
        return new ApiError(trouble, message, null, null, trouble.retryAfter());
    }

    /** The same with a better hint. */
    public ApiError retryAfter(Duration hint) {
        return new ApiError(trouble, message, code, param, hint);
    }
}
