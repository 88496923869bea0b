package io.tieline.dispatcher.dispatch;

import io.tieline.dispatcher.provider.CallResult;
import io.tieline.routing.Ask;
import io.tieline.routing.Price;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Usage;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a call has to be paid for. */
final class Billing {
    /** The call was under way when it ended, and the provider may have worked on it. */
    private static final Set<ErrorCode> CUT_OFF = EnumSet.of(
            ErrorCode.PROVIDER_TIMEOUT,
            ErrorCode.PROVIDER_STREAM_BROKEN,
            ErrorCode.DEADLINE_EXCEEDED,
            ErrorCode.CALLER_CANCELLED,
            ErrorCode.BROKER_INTERRUPTED);

    /** The provider has answered, if it accepted the request: with something that nobody can use. */
    private static final Set<ErrorCode> USELESS = EnumSet.of(
            ErrorCode.PROVIDER_INVALID_OUTPUT,
            ErrorCode.PROVIDER_TRUNCATED_OUTPUT,
            ErrorCode.PROVIDER_SCHEMA_MISMATCH,
            ErrorCode.REQUEST_OUTPUT_LIMIT);

    private static final int SUCCESSES = 2;
    private static final int HUNDRED = 100;

    private Billing() {}

    /** Cost in micro-dollars. */
    static long microUsd(Usage usage, Price price) {
        return price.microUsd(usage.getInputTokens(), usage.getCachedInputTokens(), usage.getOutputTokens());
    }

    /**
     * What a failed call used: what the provider says. Where it says nothing, but worked as far as anybody can tell, it has
     * read the input at least; what it generated nobody knows. Null: nothing that is known of.
     */
    static @Nullable Usage usage(CallResult.Failure failure, Ask ask) {
        return failure.usage() == null && hasWorked(failure)
                ? new Usage(ask.inputTokens(), 0L, true, 0L)
                : failure.usage();
    }

    private static boolean hasWorked(CallResult.Failure failure) {
        Integer status = failure.httpStatus();
        boolean accepted = status != null && status / HUNDRED == SUCCESSES;
        return CUT_OFF.contains(failure.code()) || (accepted && USELESS.contains(failure.code()));
    }
}
