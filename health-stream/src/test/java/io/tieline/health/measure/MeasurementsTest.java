package io.tieline.health.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MeasurementsTest {
    /** Begins a span of both rings. */
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final Measurements measurements = new Measurements();

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 6);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 1, 1, 1",
        "0, 9999, 1, 1, 1",
        "0, 10000, 0, 1, 1",
        "1999, 9999, 1, 1, 1",
        "1999, 10000, 0, 1, 1",
        "0, 59999, 0, 1, 1",
        "0, 60000, 0, 0, 1",
        "0, 299999, 0, 0, 1",
        "29999, 299999, 0, 0, 1",
        "29999, 300000, 0, 0, 0"
    })
    void shouldTellOfACallInEachWindowUntilItIsTooOld(
            long writtenMillis, long askedMillis, long tenSeconds, long minute, long fiveMinutes) {
        // Given
        measurements.add(new Sample("ok", Duration.ofMillis(5), 0, 0), START.plusMillis(writtenMillis));

        // When
        List<Long> counted = Measurements.WINDOWS.stream()
                .map(window ->
                        measurements.over(window, START.plusMillis(askedMillis)).attempts())
                .toList();

        // Then
        assertThat(counted).containsExactly(tenSeconds, minute, fiveMinutes);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldAgreeWithAListOfAllCalls(long seed) {
        Random random = new Random(seed);
        CallLog log = new CallLog();
        Instant now = START;
        for (int i = 0; i < 1_500; i++) {
            now = now.plusMillis(random.nextInt(random.nextInt(40) == 0 ? 90_000 : 800));
            Instant at = now.minusMillis(random.nextInt(4) == 0 ? random.nextInt(100_000) : 0);
            Sample sample = RandomSamples.next(random);
            measurements.add(sample, at);
            log.add(sample, at);

            for (Duration window : Measurements.WINDOWS) {
                Duration span = Duration.ofSeconds(window.equals(Measurements.FIVE_MINUTES) ? 30 : 2);
                assertThat(Figures.of(measurements.over(window, now)))
                        .as("seed %d, call %d, window %s", seed, i, window)
                        .isEqualTo(log.over(window, span, now));
            }
        }
    }

    @Test
    void shouldKeepNoMoreThanTheSpansThatCount() {
        // When
        for (int second = 0; second < 2_000; second++) {
            measurements.add(new Sample("ok", Duration.ofMillis(5), 0, 0), START.plusSeconds(second));
        }

        // Then
        Instant now = START.plusSeconds(1_999);
        assertThat(measurements.fine().live(now)).hasSize(30);
        assertThat(measurements.coarse().live(now)).hasSize(10);
    }

    @ParameterizedTest
    @CsvSource({"0, 95", "4, 95", "5, 95", "6, 61439", "1000, 61439"})
    void shouldTellWhatOneCallInTwoHundredExceeds(int slow, long millis) {
        // Given
        for (int i = 0; i < 1_000; i++) {
            Duration took = i < slow ? Duration.ofSeconds(60) : Duration.ofMillis(95);
            measurements.add(new Sample("ok", took, 0, 0), START.plusMillis(100L * i));
        }

        // When, Then
        assertThat(measurements.slowest(START.plusSeconds(100)).toMillis())
                .isBetween((long) (millis * 0.9), (long) (millis * 1.1));
    }

    @Test
    void shouldNotCallAnythingSlowWhereNothingSucceeded() {
        measurements.add(new Sample("provider.timeout", Duration.ofMinutes(2), 0, 0), START);

        assertThat(measurements.slowest(START)).isZero();
    }

    @Test
    void shouldForgetWhatWasSlowAfterFiveMinutes() {
        measurements.add(new Sample("ok", Duration.ofMinutes(2), 0, 0), START);

        assertThat(measurements.slowest(START.plusSeconds(299))).isPositive();
        assertThat(measurements.slowest(START.plusSeconds(300))).isZero();
    }
}
