package io.tieline.health.judge;

import static io.tieline.health.judge.Calls.NOW;
import static io.tieline.health.judge.Calls.bad;
import static io.tieline.health.judge.Calls.good;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When the evidence is enough, and how soon and how seldom that happens. */
class DetectorConvictionTest {
    private static final JudgeSettings SETTINGS = JudgeSettings.DEFAULTS;
    private static final double DECIDED = SETTINGS.decided();
    private static final Duration APART = Duration.ofMillis(250);

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    @ParameterizedTest
    @CsvSource({"9, 4", "18, 8"})
    void shouldBeConvincedBySoManyRequestsThatAllFail(double threshold, int requests) {
        // Given
        Detector detector = new Detector(SETTINGS);
        Instant now = NOW.minus(APART);

        // When
        int failed = 0;
        while (!detector.convinces(threshold, 1, now.plusSeconds(1))) {
            now = now.plus(APART);
            detector.weigh(bad("r" + failed), now);
            failed++;
        }

        // Then
        assertThat(failed).isEqualTo(requests);
    }

    @ParameterizedTest
    @CsvSource({
        "18.00, 1000, 3, 1, 1, true",
        "17.99, 1000, 3, 1, 1, false",
        "18.00,  999, 3, 1, 1, false",
        "18.00, 1000, 2, 1, 1, false",
        "27.00, 9000, 9, 1, 2, false",
        "27.00, 9000, 9, 1, 9, false",
        "18.00, 1000, 3, 2, 2, true",
        "18.00, 1000, 3, 2, 9, true",
        "18.00, 1000, 3, 1, 0, true"
    })
    void shouldAskForScoreTimeRequestsAndWorkers(
            double score, long spanMillis, int requests, int workers, int alive, boolean convinced) {
        // Given
        Evidence run = Evidence.restored(
                NOW,
                NOW,
                20,
                requests,
                Map.of(Calls.CODE, 20L),
                names("r", requests).toList(),
                names("w", workers).toList());
        Detector detector = Detector.restored(SETTINGS, score, 0, Optional.of(run));

        // When, Then
        assertThat(detector.convinces(DECIDED, alive, NOW.plusMillis(spanMillis)))
                .isEqualTo(convinced);
    }

    @Test
    void shouldMeasureTheSpanFromTheFailureThatBeganTheRun() {
        // Given
        Detector detector = new Detector(SETTINGS);
        detector.weigh(bad("earlier"), NOW.minusSeconds(30));
        IntStream.range(0, 8).forEach(_ -> detector.weigh(good(), NOW.minusSeconds(30)));

        // When
        IntStream.range(0, 8).forEach(i -> detector.weigh(bad("r" + i), NOW));

        // Then
        assertThat(detector.convinces(DECIDED, 1, NOW.plusMillis(999))).isFalse();
        assertThat(detector.convinces(DECIDED, 1, NOW.plusMillis(1_000))).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldNotTakeTheUsualRateOfFailuresForAnOutage(long seed) {
        assertThat(observationsUntilConvinced(seed, 0.03, 10_000))
                .as("seed %d", seed)
                .isEqualTo(10_000);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldSeeThirtyPercentOfFailuresSoon(long seed) {
        assertThat(observationsUntilConvinced(seed, 0.30, 10_000))
                .as("seed %d", seed)
                .isBetween(8, 200);
    }

    @Test
    void shouldNeedNoMoreCallsOnAverageThanTheWeightsSay() {
        double drift = 0.30 * Math.log(0.30 / 0.03) + 0.70 * Math.log(0.70 / 0.97);

        double mean = LongStream.rangeClosed(1, 500)
                .mapToInt(seed -> observationsUntilConvinced(seed, 0.30, 10_000))
                .average()
                .orElseThrow();

        // A score never sinks below nothing, which helps; the last failure overshoots, which costs a little.
        assertThat(mean).as("mean over the seeds 1 to 500").isBetween(0.7 * DECIDED / drift, 1.1 * DECIDED / drift);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldLearnWhatIsUsualInCalmTimes(long seed) {
        // Given
        Random random = new Random(seed);
        Detector detector = new Detector(SETTINGS);

        // When
        for (int i = 0; i < 20_000; i++) {
            detector.weigh(random.nextDouble() < 0.05 ? bad("r" + i) : good(), NOW);
        }

        // Then
        assertThat(detector.usualRate()).as("seed %d", seed).isCloseTo(0.05, within(0.02));
    }

    @Test
    void shouldLearnNothingFromWhatIsSuspicious() {
        // Given
        Detector detector = new Detector(SETTINGS);
        IntStream.range(0, 4).forEach(i -> detector.weigh(bad("r" + i), NOW));
        double learnt = detector.usualRate();

        // When
        IntStream.range(4, 1_000).forEach(i -> detector.weigh(bad("r" + i), NOW));

        // Then
        assertThat(learnt).isPositive();
        assertThat(detector.usualRate()).isEqualTo(learnt);
    }

    /** Of independent calls by three workers; the limit where it is never convinced. */
    private static int observationsUntilConvinced(long seed, double failing, int limit) {
        Random random = new Random(seed);
        Detector detector = new Detector(SETTINGS);
        for (int i = 1; i < limit; i++) {
            Instant at = NOW.plus(APART.multipliedBy(i));
            detector.weigh(random.nextDouble() < failing ? bad("r" + i, "w" + random.nextInt(3)) : good(), at);
            if (detector.convinces(DECIDED, 3, at)) {
                return i;
            }
        }
        return limit;
    }

    private static Stream<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i);
    }
}
