package io.tieline.dispatcher.dispatch;

import io.tieline.dispatcher.provider.CallResult;
import io.tieline.routing.Ask;
import io.tieline.routing.Price;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Usage;
import org.jspecify.annotations.Nullable;

/** What a call has to be paid for. */
final class Billing {
    private Billing() {}

    /** Cost in micro-dollars. */
    static long microUsd(Usage usage, Price price) {
        return price.microUsd(usage.getInputTokens(), usage.getCachedInputTokens(), usage.getOutputTokens());
    }

    /**
     * What a failed call used: what the provider says, and else nothing, unless it was cut off while the provider worked on
     * it. Then it has read the input, as far as anybody can tell, and bills that; what it generated, nobody knows.
     */
    static @Nullable Usage usage(CallResult.Failure failure, Ask ask) {
        if (failure.usage() != null || !wasCutOff(failure.code())) {
            return failure.usage();
        }
        return new Usage(ask.inputTokens(), 0L, true, 0L);
    }

    private static boolean wasCutOff(ErrorCode code) {
        return switch (code) {
            case PROVIDER_TIMEOUT, PROVIDER_STREAM_BROKEN, DEADLINE_EXCEEDED, BROKER_INTERRUPTED -> true;
            default -> false;
        };
    }
}
