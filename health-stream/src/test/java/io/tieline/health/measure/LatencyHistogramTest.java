package io.tieline.health.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyHistogramTest {
    @Test
    void shouldTellZeroWhereNothingWasCounted() {
        assertThat(new LatencyHistogram().quantile(0.5)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "15, 15", "16, 16", "17, 16", "1000, 991", "600000, 622591", "-5, 0"})
    void shouldTellOneDurationAsTheMiddleOfItsBucket(long millis, long told) {
        // Given
        LatencyHistogram histogram = new LatencyHistogram();

        // When
        histogram.add(Duration.ofMillis(millis));

        // Then
        assertThat(histogram.quantile(0.5)).hasMillis(told);
    }

    @Test
    void shouldCountWhatIsTooLongInTheLastBucket() {
        // Given
        LatencyHistogram histogram = new LatencyHistogram();

        // When
        histogram.add(Duration.ofDays(3));

        // Then
        assertThat(histogram.filledBuckets()).containsExactly(LatencyHistogram.BUCKETS - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldKeepQuantilesWithinHalfABucketOfTheTruth(long seed) {
        // Given
        Random random = new Random(seed);
        long[] millis = LongStream.generate(() -> (long) Math.exp(random.nextDouble(13)))
                .limit(1 + random.nextInt(2000))
                .toArray();
        LatencyHistogram first = new LatencyHistogram();
        LatencyHistogram second = new LatencyHistogram();

        // When
        LongStream.of(millis).forEach(value -> (random.nextBoolean() ? first : second).add(Duration.ofMillis(value)));
        first.addAll(second);

        // Then
        long[] sorted = LongStream.of(millis).sorted().toArray();
        for (double share : new double[] {0.01, 0.5, 0.95, 1}) {
            long truth = sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
            long told = first.quantile(share).toMillis();
            assertThat((double) told)
                    .as("seed %d, share %s, truth %d", seed, share, truth)
                    .isBetween(truth * 0.9375 - 1, truth * 1.0625 + 1);
        }
    }
}
