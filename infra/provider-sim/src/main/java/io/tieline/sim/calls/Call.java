package io.tieline.sim.calls;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call as the provider saw it.
 *
 * @param seq counts the calls in the order in which they ended, from 1
 * @param requestId what the client sent as {@code x-client-request-id}; null where it sent none
 * @param endpoint id of the endpoint
 * @param inputTokens billed ones: 0 where nothing was billed
 * @param cachedTokens those of the input that were told to come from a cache
 * @param outputTokens billed ones: 0 where nothing was billed
 * @param status that was sent, or would have been if the client had not left; 0 where it never came to one
 * @param fault kind of the fault that was applied; null for none
 * @param limit name of the endpoint's own limit that refused it, as {@link io.tieline.sim.limit.Limited#id} has it; null for none
 * @param billed whether the provider did the work, also if the client never saw the answer
 * @param fullyWritten whether the whole response was handed to the connection of a client that was still there
 */
public record Call(
        long seq,
        @Nullable String requestId,
        String endpoint,
        Instant start,
        Instant end,
        int inputTokens,
        int cachedTokens,
        int outputTokens,
        int status,
        @Nullable String fault,
        @Nullable String limit,
        boolean billed,
        boolean fullyWritten) {}
