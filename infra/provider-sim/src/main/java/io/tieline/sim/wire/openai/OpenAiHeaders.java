package io.tieline.sim.wire.openai;

import io.tieline.sim.limit.Quota.Left;
import io.tieline.sim.wire.CallContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's headers. */
final class OpenAiHeaders {
    static final int REQUESTS = 10_000;
    private static final int TOKENS = 30_000_000;

    /** Of every response. */
    Map<String, String> plain(CallContext context) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-request-id", context.id("req_", 32));
        headers.put("openai-version", "2020-10-01");
        headers.put("openai-organization", "org-simulated");
        return headers;
    }

    /** Of a response with which the limits were not reached: as they stand, or the same always where there are none. */
    Map<String, String> fine(CallContext context, int tokens) {
        Map<String, String> headers = plain(context);
        limit(headers, "requests", context.quota().requests(), new Left(REQUESTS, REQUESTS - 1, Duration.ofMillis(6)));
        limit(headers, "tokens", context.quota().tokens(), new Left(TOKENS, TOKENS - tokens, Duration.ZERO));
        return headers;
    }

    /** Of a 429 that was asked for. */
    Map<String, String> spent(CallContext context, @Nullable Duration retryAfter) {
        Duration reset = retryAfter == null ? Duration.ofMillis(120) : retryAfter;
        Map<String, String> headers = plain(context);
        limit(headers, "requests", null, new Left(REQUESTS, 0, reset));
        limit(headers, "tokens", null, new Left(TOKENS, TOKENS, Duration.ZERO));
        return withWait(headers, retryAfter);
    }

    /** Of a 429 by a limit. */
    Map<String, String> limited(CallContext context, @Nullable Duration retryAfter) {
        return withWait(fine(context, 0), retryAfter);
    }

    private static Map<String, String> withWait(Map<String, String> headers, @Nullable Duration retryAfter) {
        if (retryAfter != null) {
            headers.put("retry-after-ms", Long.toString(Math.ceilDiv(retryAfter.toNanos(), 1_000_000)));
            headers.put("retry-after", Long.toString(Math.ceilDiv(retryAfter.toMillis(), 1000)));
        }
        return headers;
    }

    private static void limit(Map<String, String> headers, String what, @Nullable Left left, Left otherwise) {
        Left told = left == null ? otherwise : left;
        headers.put("x-ratelimit-limit-" + what, Integer.toString(told.limit()));
        headers.put("x-ratelimit-remaining-" + what, Integer.toString(told.remaining()));
        headers.put("x-ratelimit-reset-" + what, told.reset().isZero() ? "0s" : span(told.reset()));
    }

    /** A time as OpenAI writes it: {@code 120ms}, {@code 2s}, {@code 1m30s}. */
    static String span(Duration time) {
        if (time.toMillis() < 1000) {
            return time.toMillis() + "ms";
        }
        String minutes = time.toMinutes() == 0 ? "" : time.toMinutes() + "m";
        String millis = time.toMillisPart() == 0 ? "" : "." + String.format("%03d", time.toMillisPart());
        return minutes + time.toSecondsPart() + millis + "s";
    }
}
