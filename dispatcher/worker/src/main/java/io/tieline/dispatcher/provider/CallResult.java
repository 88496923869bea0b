package io.tieline.dispatcher.provider;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.ToolCall;
import io.tieline.schemas.avro.Usage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one call to a provider ended. */
public sealed interface CallResult {
    /**
     * The provider answered.
     *
     * @param text the answer; blank only where there are tool calls or vectors
     * @param toolCalls tools that the model asks for
     * @param embeddings a vector for each input
     * @param finishReason {@code stop}, {@code length}, {@code tool_calls}, or the provider's own word
     */
    record Answer(
            String text,
            List<ToolCall> toolCalls,
            List<List<Float>> embeddings,
            String finishReason,
            Usage usage,
            int httpStatus)
            implements CallResult {
        public Answer {
            toolCalls = List.copyOf(toolCalls);
            embeddings = List.copyOf(embeddings);
        }

        /** An answer in words. */
        Answer(String text, String finishReason, Usage usage, int httpStatus) {
            this(text, List.of(), List.of(), finishReason, usage, httpStatus);
        }
    }

    /**
     * It did not, or not usably.
     *
     * @param message what went wrong, in words, without any part of the request
     * @param httpStatus null where no answer was received
     * @param providerErrorType the provider's own error type or code; null where it gave none
     * @param retryAfter how long the provider asks to wait; null where it didn't say
     * @param usage what was billed all the same, such as for an empty answer; null where nothing was, as far as is known
     * @param partialText an answer that was cut off, as far as it came; null: none
     */
    record Failure(
            ErrorCode code,
            String message,
            @Nullable Integer httpStatus,
            @Nullable String providerErrorType,
            @Nullable Duration retryAfter,
            @Nullable Usage usage,
            @Nullable String partialText)
            implements CallResult {
        /** No part of an answer came. */
        public Failure(
                ErrorCode code,
                String message,
                @Nullable Integer httpStatus,
                @Nullable String providerErrorType,
                @Nullable Duration retryAfter,
                @Nullable Usage usage) {
            this(code, message, httpStatus, providerErrorType, retryAfter, usage, null);
        }
    }
}
