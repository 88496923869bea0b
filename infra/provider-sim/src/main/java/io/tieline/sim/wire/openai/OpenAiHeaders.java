package io.tieline.sim.wire.openai;

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

    /** Of a response with which the limits were not reached. */
    Map<String, String> fine(CallContext context, int tokens) {
        return limits(plain(context), REQUESTS - 1, TOKENS - tokens, Duration.ofMillis(6));
    }

    /** Of a 429. */
    Map<String, String> spent(CallContext context, @Nullable Duration retryAfter) {
        Duration reset = retryAfter == null ? Duration.ofMillis(120) : retryAfter;
        Map<String, String> headers = limits(plain(context), 0, TOKENS, reset);
        if (retryAfter != null) {
            headers.put("retry-after-ms", Long.toString(retryAfter.toMillis()));
            headers.put("retry-after", Long.toString(Math.ceilDiv(retryAfter.toMillis(), 1000)));
        }
        return headers;
    }

    private static Map<String, String> limits(Map<String, String> headers, int requests, int tokens, Duration reset) {
        headers.put("x-ratelimit-limit-requests", Integer.toString(REQUESTS));
        headers.put("x-ratelimit-limit-tokens", Integer.toString(TOKENS));
        headers.put("x-ratelimit-remaining-requests", Integer.toString(requests));
        headers.put("x-ratelimit-remaining-tokens", Integer.toString(tokens));
        headers.put("x-ratelimit-reset-requests", span(reset));
        headers.put("x-ratelimit-reset-tokens", "0s");
        return headers;
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
