package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.limits.RateLimits;
import io.tieline.dispatcher.limits.RateLimits.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What providers say of their limits. */
class RateLimitHeadersTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void shouldReadOpenAisWords() {
        // When
        RateLimits limits = RateLimitHeaders.of(
                        Map.of(
                                "x-ratelimit-limit-requests", "600",
                                "x-ratelimit-remaining-requests", "0",
                                "x-ratelimit-reset-requests", "1m0.5s",
                                "x-ratelimit-limit-tokens", "90000",
                                "x-ratelimit-remaining-tokens", "89000",
                                "x-ratelimit-reset-tokens", "6ms"),
                        NOW)
                .orElseThrow();

        // Then
        assertThat(limits.requests()).isEqualTo(new Rate(600L, 0L, Duration.ofMillis(60_500)));
        assertThat(limits.tokens()).isEqualTo(new Rate(90_000L, 89_000L, Duration.ofMillis(6)));
        assertThat(limits.usedUpFor()).contains(Duration.ofMillis(60_500));
    }

    @Test
    void shouldReadAnthropicsWords() {
        // When
        RateLimits limits = RateLimitHeaders.of(
                        Map.of(
                                "anthropic-ratelimit-requests-limit", "50",
                                "anthropic-ratelimit-requests-remaining", "49",
                                "anthropic-ratelimit-requests-reset", "2026-03-01T12:00:02Z"),
                        NOW)
                .orElseThrow();

        // Then
        assertThat(limits.requests()).isEqualTo(new Rate(50L, 49L, Duration.ofSeconds(2)));
        assertThat(limits.tokens()).isNull();
        assertThat(limits.usedUpFor()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "many", "-1", "1e9", "99999999999999999999", "999999999999999999"})
    void shouldTakeWhatItCanNotReadForNotSaid(String text) {
        assertThat(RateLimitHeaders.of(Map.of("x-ratelimit-limit-requests", text), NOW))
                .isEmpty();
        assertThat(RateLimitHeaders.of(Map.of(), NOW)).isEmpty();
    }

    @Test
    void shouldNotTakeALimitOfNothingForALimit() {
        // When
        RateLimits limits = RateLimitHeaders.of(Map.of("x-ratelimit-limit-requests", "0"), NOW)
                .orElseThrow();

        // Then
        assertThat(limits.requests()).isEqualTo(new Rate(null, null, null));
    }
}
