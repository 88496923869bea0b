package io.tieline.sim.wire.anthropic;

import io.tieline.sim.limit.Quota.Left;
import io.tieline.sim.wire.CallContext;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Anthropic's headers. */
final class AnthropicHeaders {
    static final int REQUESTS = 4_000;
    private static final int INPUT_TOKENS = 2_000_000;
    private static final int OUTPUT_TOKENS = 400_000;
    private static final int TOKENS = INPUT_TOKENS + OUTPUT_TOKENS;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    static String requestId(CallContext context) {
        return context.id("req_011C", 20);
    }

    static LocalDate nextMonth(Instant now) {
        return now.atOffset(ZoneOffset.UTC).toLocalDate().withDayOfMonth(1).plusMonths(1);
    }

    /** Of every response. */
    Map<String, String> plain(CallContext context) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("request-id", requestId(context));
        headers.put("anthropic-organization-id", "00000000-0000-4000-8000-000000000000");
        return headers;
    }

    /** Of a response with which the limits were not reached: as they stand, or the same always where there are none. */
    Map<String, String> fine(CallContext context) {
        Map<String, String> headers = plain(context);
        limit(headers, context, "requests", context.quota().requests(), full(REQUESTS, REQUESTS - 1));
        limit(headers, context, "input-tokens", null, full(INPUT_TOKENS, INPUT_TOKENS));
        limit(headers, context, "output-tokens", null, full(OUTPUT_TOKENS, OUTPUT_TOKENS));
        limit(headers, context, "tokens", context.quota().tokens(), full(TOKENS, TOKENS));
        return headers;
    }

    /** Of a 429 that was asked for. */
    Map<String, String> spent(CallContext context, @Nullable Duration retryAfter) {
        Map<String, String> headers = fine(context);
        Duration wait = retryAfter == null ? Duration.ofSeconds(1) : retryAfter;
        limit(headers, context, "requests", null, new Left(REQUESTS, 0, wait));
        return withWait(headers, retryAfter);
    }

    /** Of a 429 by a limit. */
    Map<String, String> limited(CallContext context, @Nullable Duration retryAfter) {
        return withWait(fine(context), retryAfter);
    }

    private static Map<String, String> withWait(Map<String, String> headers, @Nullable Duration retryAfter) {
        if (retryAfter != null) {
            headers.put("retry-after", Long.toString(Math.ceilDiv(retryAfter.toNanos(), NANOS_PER_SECOND)));
        }
        return headers;
    }

    private static Left full(int limit, int remaining) {
        return new Left(limit, remaining, Duration.ZERO);
    }

    private static void limit(
            Map<String, String> headers, CallContext context, String what, @Nullable Left left, Left otherwise) {
        Left told = left == null ? otherwise : left;
        String reset =
                context.now().plus(told.reset()).truncatedTo(ChronoUnit.SECONDS).toString();
        headers.put("anthropic-ratelimit-" + what + "-limit", Integer.toString(told.limit()));
        headers.put("anthropic-ratelimit-" + what + "-remaining", Integer.toString(told.remaining()));
        headers.put("anthropic-ratelimit-" + what + "-reset", reset);
    }
}
