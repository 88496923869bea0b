package io.tieline.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointWindowTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final EndpointWindow window = new EndpointWindow();

    @Test
    void shouldCountNothingWhereNothingHappened() {
        assertThat(window.summary(NOW)).isEqualTo(new WindowSummary(0, Map.of(), Duration.ZERO, Duration.ZERO));
    }

    @Test
    void shouldKeepFailuresOutOfTheLatencies() {
        // Given
        window.record(NOW, ErrorCode.OK, Duration.ofMillis(10), NOW);
        window.record(NOW, "provider.timeout", Duration.ofMinutes(2), NOW);

        // When
        WindowSummary summary = window.summary(NOW);

        // Then
        assertThat(summary)
                .isEqualTo(new WindowSummary(
                        2, Map.of("provider.timeout", 1L), Duration.ofMillis(10), Duration.ofMillis(10)));
        assertThat(summary.successes()).isEqualTo(1);
    }

    @Test
    void shouldForgetWhatIsOlderThanAMinute() {
        // Given
        window.record(NOW, ErrorCode.OK, SECOND, NOW);

        // Then
        assertThat(window.summary(NOW.plusSeconds(59)).attempts()).isEqualTo(1);
        assertThat(window.summary(NOW.plusSeconds(60)).attempts()).isZero();
    }

    @Test
    void shouldNotCountWhatEndedMoreThanAMinuteAgo() {
        assertThat(window.record(NOW.minusSeconds(60), ErrorCode.OK, SECOND, NOW))
                .isFalse();
        assertThat(window.record(NOW.minusSeconds(58), ErrorCode.OK, SECOND, NOW))
                .isTrue();
        assertThat(window.summary(NOW).attempts()).isEqualTo(1);
    }

    @Test
    void shouldCountAnEndInTheFutureAsNow() {
        // Given
        window.record(NOW.plusSeconds(300), ErrorCode.OK, SECOND, NOW);

        // Then
        assertThat(window.summary(NOW).attempts()).isEqualTo(1);
        assertThat(window.summary(NOW.plusSeconds(60)).attempts()).isZero();
    }

    @Test
    void shouldCountThePresentAfterTheClockWasSetBack() {
        // Given
        window.record(NOW, ErrorCode.OK, SECOND, NOW);
        Instant earlier = NOW.minusSeconds(3600);

        // When
        window.record(earlier, ErrorCode.OK, SECOND, earlier);

        // Then
        assertThat(window.summary(earlier).attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void shouldAgreeWithAPlainListOfAttempts(long seed) {
        // Given
        Random random = new Random(seed);
        List<String> codes = List.of(ErrorCode.OK, "provider.timeout", "request.invalid");
        record Seen(Instant at, String code) {}
        List<Seen> seen = new ArrayList<>();
        Instant now = NOW;

        for (int step = 0; step < 2000; step++) {
            // When
            now = now.plusMillis(random.nextInt(500));
            Instant endedAt = now.minusMillis(random.nextInt(20_000));
            String code = codes.get(random.nextInt(codes.size()));
            window.record(endedAt, code, SECOND, now);
            seen.add(new Seen(endedAt, code));

            // Then
            long oldest = now.getEpochSecond() / 2 - 30;
            Map<String, Long> expected = new TreeMap<>();
            seen.stream()
                    .filter(one -> one.at().getEpochSecond() / 2 > oldest)
                    .forEach(one -> expected.merge(one.code(), 1L, Long::sum));
            WindowSummary summary = window.summary(now);
            assertThat(summary.successes())
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(expected.getOrDefault(ErrorCode.OK, 0L));
            expected.remove(ErrorCode.OK);
            assertThat(summary.failures()).as("seed %d, step %d", seed, step).isEqualTo(expected);
        }
    }
}
