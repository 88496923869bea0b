package io.tieline.sim.wire.anthropic;

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

    /** Of a response with which the limits were not reached. */
    Map<String, String> fine(CallContext context) {
        Map<String, String> headers = plain(context);
        String reset = reset(context, Duration.ZERO);
        limit(headers, "requests", REQUESTS, REQUESTS - 1, reset);
        limit(headers, "input-tokens", INPUT_TOKENS, INPUT_TOKENS, reset);
        limit(headers, "output-tokens", OUTPUT_TOKENS, OUTPUT_TOKENS, reset);
        limit(headers, "tokens", INPUT_TOKENS + OUTPUT_TOKENS, INPUT_TOKENS + OUTPUT_TOKENS, reset);
        return headers;
    }

    /** Of a 429. */
    Map<String, String> spent(CallContext context, @Nullable Duration retryAfter) {
        Map<String, String> headers = fine(context);
        Duration wait = retryAfter == null ? Duration.ofSeconds(1) : retryAfter;
        limit(headers, "requests", REQUESTS, 0, reset(context, wait));
        if (retryAfter != null) {
            headers.put("retry-after", Long.toString(Math.ceilDiv(retryAfter.toMillis(), 1000)));
        }
        return headers;
    }

    private static String reset(CallContext context, Duration wait) {
        return context.now().plus(wait).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static void limit(Map<String, String> headers, String what, int limit, int remaining, String reset) {
        headers.put("anthropic-ratelimit-" + what + "-limit", Integer.toString(limit));
        headers.put("anthropic-ratelimit-" + what + "-remaining", Integer.toString(remaining));
        headers.put("anthropic-ratelimit-" + what + "-reset", reset);
    }
}
