package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClockDifferenceTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    /** A record that took so long, by brokers that are so far ahead; the broker timed it half way. */
    private static ClockDifference after(ClockDifference before, long millisTaken, Duration ahead) {
        return before.with(
                NOON,
                NOON.plusMillis(millisTaken),
                NOON.plusMillis(millisTaken / 2).plus(ahead));
    }

    private static ClockDifference afterAll(List<Duration> ahead) {
        ClockDifference all = ClockDifference.UNKNOWN;
        for (Duration each : ahead) {
            all = after(all, 10, each);
        }
        return all;
    }

    @ParameterizedTest(name = "{0} ms ahead, records take {1} ms: {2} ms")
    @CsvSource({
        "0, 10, 0",
        "60000, 10, 59995",
        "-60000, 10, -59995",
        "1900, 10, 0",
        "-1900, 10, 0",
        "2100, 10, 2095",
        // It took so long that the clocks may agree.
        "60000, 130000, 0",
        "60000, 20000, 50000"
    })
    void shouldCorrectByNoMoreThanARecordProves(long ahead, long taken, long correction) {
        // When
        Duration found =
                after(ClockDifference.UNKNOWN, taken, Duration.ofMillis(ahead)).correction();
        // Then
        assertThat(found).isEqualTo(Duration.ofMillis(correction));
    }

    @Test
    void shouldCorrectNothingBeforeItIsTold() {
        assertThat(ClockDifference.UNKNOWN.correction()).isZero();
    }

    @Test
    void shouldNotFollowOneBrokerWhoseClockIsWrong() {
        // When
        Duration found = afterAll(List.of(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMillis(20)))
                .correction();
        // Then
        assertThat(found).isZero();
    }

    @Test
    void shouldGoByMostOfThemWhereItsOwnClockIsWrongToo() {
        // When
        Duration found = afterAll(List.of(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofMinutes(1)))
                .correction();
        // Then
        assertThat(found).isEqualTo(Duration.ofMinutes(1).minusMillis(5));
    }

    @Test
    void shouldForgetWhatWasSoLongAgo() {
        // Given
        ClockDifference difference = after(ClockDifference.UNKNOWN, 10, Duration.ZERO);
        // When
        for (int i = 0; i < 8; i++) {
            difference = after(difference, 10, Duration.ofMinutes(1));
            assertThat(difference.correction()).isZero();
        }
        difference = after(difference, 10, Duration.ofMinutes(1));
        // Then
        assertThat(difference.correction()).isPositive();
        assertThat(difference.last()).hasSize(9);
        assertThat(after(difference, 10, Duration.ZERO).correction()).isZero();
    }

    /** Whatever records take, what is added is never further from the truth than nothing would be. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldNeverMakeAClockWorse(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 1_000; run++) {
            // Given
            Duration truth = Duration.ofMillis(random.nextInt(240_000) - 120_000);
            ClockDifference difference = ClockDifference.UNKNOWN;
            for (int i = random.nextInt(12); i >= 0; i--) {
                long taken = random.nextInt(30_000);
                long timed = random.nextLong(taken + 1);
                difference = difference.with(
                        NOON, NOON.plusMillis(taken), NOON.plusMillis(timed).plus(truth));
            }
            // When
            Duration left = truth.minus(difference.correction());
            // Then
            assertThat(left.abs()).as("truth %s, seed %d", truth, seed).isLessThanOrEqualTo(truth.abs());
            assertThat(left.isNegative() && truth.isPositive())
                    .as("beyond the truth")
                    .isFalse();
        }
    }
}
