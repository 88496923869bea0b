package io.tieline.dispatcher.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rate is kept, whatever is asked for and when. */
class RateBucketTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private long now = 42;
    private final RateBucket bucket = new RateBucket(now);

    @Test
    void shouldHaveNothingAtFirst() {
        assertThat(bucket.has(1, now)).isFalse();
        assertThat(bucket.until(1, now)).isGreaterThan(Duration.ofDays(365));
    }

    @Test
    void shouldFlowInEvenlyAndHoldNoMoreThanASecondBrings() {
        // Given
        bucket.setRate(600, now);

        // When, Then
        assertThat(bucket.until(1, now)).isEqualTo(Duration.ofMillis(100));
        now += SECOND / 10;
        assertThat(bucket.has(1, now)).isTrue();
        now += 60 * SECOND;
        bucket.take(10, now);
        assertThat(bucket.has(1, now)).isFalse();
    }

    @Test
    void shouldHoldOneHoweverLowTheRate() {
        // Given
        bucket.setRate(1, now);

        // When
        now += 60 * SECOND;

        // Then
        assertThat(bucket.has(1, now)).isTrue();
        bucket.take(1, now);
        assertThat(bucket.until(1, now)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void shouldLetThroughWhatIsLargerThanItselfAndPayItOff() {
        // Given
        bucket.setRate(60, now);
        now += SECOND;

        // When
        boolean room = bucket.has(30, now);
        bucket.take(30, now);

        // Then
        assertThat(room).isTrue();
        assertThat(bucket.until(1, now)).isCloseTo(Duration.ofSeconds(30), Duration.ofMillis(1));
    }

    @Test
    void shouldTakeBackWhatWasNotUsed() {
        // Given
        bucket.setRate(60, now);
        now += SECOND;
        bucket.take(30, now);

        // When
        bucket.take(-29, now);

        // Then
        assertThat(bucket.until(1, now)).isCloseTo(Duration.ofSeconds(1), Duration.ofMillis(1));
    }

    @Test
    void shouldNotBeFilledByAClockThatStandsStill() {
        // Given
        bucket.setRate(60, now);

        // When
        bucket.setRate(6_000, now);
        bucket.setRate(60, now - SECOND);

        // Then
        assertThat(bucket.has(1, now - SECOND)).isFalse();
    }

    /** Whatever rate is set and whatever is taken: never more than flowed in, and one second's worth. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldNeverLetMoreThroughThanFlowedIn(long seed) {
        // Given
        Random random = new Random(seed);
        double rate = 600;
        double flowed = 0;
        double taken = 0;
        bucket.setRate(rate, now);
        for (int i = 0; i < 20_000; i++) {
            // When
            long step = random.nextInt(20_000_000);
            now += step;
            flowed += step * rate / 60 / SECOND;
            if (random.nextInt(500) == 0) {
                rate = 60 + random.nextInt(2_000);
                bucket.setRate(rate, now);
            }
            double units = 1 + random.nextInt(3);
            if (bucket.has(units, now)) {
                bucket.take(units, now);
                taken += units;
            }

            // Then
            assertThat(taken).as("seed %s, step %s", seed, i).isLessThanOrEqualTo(flowed + 1e-3);
        }
        assertThat(taken)
                .as("seed %s: used where everybody always wants more", seed)
                .isCloseTo(flowed, within(60.0));
    }

    @ParameterizedTest(name = "{0} a minute")
    @ValueSource(ints = {1, 60, 582, 600, 100_000})
    void shouldTellExactlyWhenThereIsEnough(int perMinute) {
        // Given
        bucket.setRate(perMinute, now);

        for (int i = 0; i < 100; i++) {
            // When
            now += bucket.until(1, now).toNanos();

            // Then
            assertThat(bucket.has(1, now)).isTrue();
            bucket.take(1, now);
        }
    }
}
