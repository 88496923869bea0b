package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.ErrorCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final ErrorCode BURST = ErrorCode.PROVIDER_RATE_LIMITED_BURST;

    @ParameterizedTest
    @CsvSource({
        "17, PT17S",
        "0, PT0S",
        "0.5, PT0.5S",
        "-3, PT0S",
        "'Sun, 01 Mar 2026 12:01:30 GMT', PT1M30S",
        "'Sun, 01 Mar 2026 11:00:00 GMT', PT0S",
        "99999999999999999999, PT24H",
        "'Sun, 01 Mar 2099 12:00:00 GMT', PT24H",
    })
    void shouldReadSecondsAndDates(String value, Duration expected) {
        assertThat(RetryAfter.of(BURST, Map.of("retry-after", value), null, Samples.NOW))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "soon", "Sun, 99 Mar", "NaN", "1.2.3", "1 2"})
    void shouldTakeWhatItCannotReadAsNotSaid(String value) {
        assertThat(RetryAfter.of(BURST, Map.of("retry-after", value), null, Samples.NOW))
                .isNull();
    }

    @Test
    @Timeout(5)
    void shouldNotCountToTheEndOfTime() {
        assertThat(RetryAfter.of(BURST, Map.of("retry-after", "1e999999999"), null, Samples.NOW))
                .isEqualTo(Duration.ofDays(1));
    }

    @ParameterizedTest
    @CsvSource({
        "1m30s, PT1M30S",
        "6ms, PT0.006S",
        "8.64s, PT8.64S",
        "1h0m5s, PT1H5S",
        "2d, PT48H",
        "12, PT12S",
        "34.074824224s, PT34.074824224S",
    })
    void shouldReadDurations(String text, Duration expected) {
        assertThat(RetryAfter.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s", "1x", "--", "1 m", "m1"})
    void shouldNotReadAnythingIntoOtherTexts(String text) {
        assertThat(RetryAfter.parse(text)).isNull();
    }

    @Test
    void shouldPreferWhatIsSaidOutright() {
        // Given
        Map<String, String> headers = new HashMap<>(Map.of(
                "retry-after-ms", "250",
                "retry-after", "1",
                "x-ratelimit-remaining-tokens", "0",
                "x-ratelimit-reset-tokens", "9s"));

        // When // Then
        assertThat(wait(headers, Duration.ofSeconds(5))).isEqualTo(Duration.ofMillis(250));
        headers.remove("retry-after-ms");
        assertThat(wait(headers, Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(1));
        headers.remove("retry-after");
        assertThat(wait(headers, Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(5));
        assertThat(RetryAfter.of(BURST, headers, null, Samples.NOW)).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void shouldWaitForTheLimitThatIsUsedUp() {
        // Given
        Map<String, String> headers = new HashMap<>(Map.of(
                "x-ratelimit-remaining-requests", "0",
                "x-ratelimit-reset-requests", "1m0s",
                "x-ratelimit-remaining-tokens", "500",
                "x-ratelimit-reset-tokens", "3s"));

        // When // Then
        assertThat(RetryAfter.of(BURST, headers, null, Samples.NOW)).isEqualTo(Duration.ofMinutes(1));
        headers.put("x-ratelimit-remaining-requests", "10");
        assertThat(RetryAfter.of(BURST, headers, null, Samples.NOW)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void shouldNotTakeTheEverPresentLimitsForARequestToWait() {
        // Given
        Map<String, String> headers = Map.of("x-ratelimit-remaining-tokens", "0", "x-ratelimit-reset-tokens", "9s");

        // When // Then
        assertThat(RetryAfter.of(ErrorCode.PROVIDER_SERVER_ERROR, headers, null, Samples.NOW))
                .isNull();
        assertThat(RetryAfter.of(ErrorCode.PROVIDER_QUOTA_EXHAUSTED, headers, Duration.ofSeconds(28), Samples.NOW))
                .isNull();
        assertThat(RetryAfter.of(ErrorCode.REQUEST_INVALID, Map.of("retry-after", "3"), null, Samples.NOW))
                .isNull();
    }

    private static Duration wait(Map<String, String> headers, Duration body) {
        return Objects.requireNonNull(RetryAfter.of(BURST, headers, body, Samples.NOW));
    }
}
