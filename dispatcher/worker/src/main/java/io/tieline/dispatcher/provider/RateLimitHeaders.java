package io.tieline.dispatcher.provider;

import io.tieline.dispatcher.limits.RateLimits;
import io.tieline.dispatcher.limits.RateLimits.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what OpenAI ({@code x-ratelimit-limit-requests}) and Anthropic ({@code anthropic-ratelimit-requests-limit}), and those
 * who do as they do, say of their limits with every answer. Anthropic's limits of input and of output tokens are left out,
 * for they can't be compared with one of all tokens. What can't be read counts as not said.
 */
final class RateLimitHeaders {
    /** No limit is as large as this; what is larger means that there is none. */
    private static final long LARGEST = 1_000_000_000_000L;

    private RateLimitHeaders() {}

    /** Empty where nothing is said. */
    static Optional<RateLimits> of(Map<String, String> headers, Instant now) {
        RateLimits limits = new RateLimits(rate("requests", headers, now), rate("tokens", headers, now));
        return limits.equals(RateLimits.UNKNOWN) ? Optional.empty() : Optional.of(limits);
    }

    private static @Nullable Rate rate(String what, Map<String, String> headers, Instant now) {
        Rate openAi = rate(part -> headers.get("x-ratelimit-" + part + "-" + what), now);
        return openAi != null ? openAi : rate(part -> headers.get("anthropic-ratelimit-" + what + "-" + part), now);
    }

    private static @Nullable Rate rate(Function<String, @Nullable String> header, Instant now) {
        Long limit = number(header.apply("limit"));
        Long remaining = number(header.apply("remaining"));
        Duration reset = RetryAfter.reset(header.apply("reset"), now);
        return limit == null && remaining == null
                ? null
                : new Rate(limit == null || limit == 0 ? null : limit, remaining, reset);
    }

    private static @Nullable Long number(@Nullable String text) {
        if (text == null || !text.matches("[0-9]{1,18}")) {
            return null;
        }
        long number = Long.parseLong(text);
        return number <= LARGEST ? number : null;
    }
}
