package io.tieline.dispatcher.provider;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Usage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How one call to a provider ended. */
public sealed interface CallResult {
    /**
     * The provider answered.
     *
     * @param text the answer; never blank
     * @param finishReason {@code stop}, {@code length}, or the provider's own word
     */
    record Answer(String text, String finishReason, Usage usage, int httpStatus) implements CallResult {}

    /**
     * It did not, or not usably.
     *
     * @param message what went wrong, in words, without any part of the request
     * @param httpStatus null where no answer was received
     * @param providerErrorType the provider's own error type or code; null where it gave none
     * @param retryAfter how long the provider asks to wait; null where it didn't say
     * @param usage what was billed all the same, such as for an empty answer; null where nothing was, as far as is known
     */
    record Failure(
            ErrorCode code,
            String message,
            @Nullable Integer httpStatus,
            @Nullable String providerErrorType,
            @Nullable Duration retryAfter,
            @Nullable Usage usage)
            implements CallResult {}
}
