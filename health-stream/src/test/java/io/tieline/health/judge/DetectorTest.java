package io.tieline.health.judge;

import static io.tieline.health.judge.Calls.NOW;
import static io.tieline.health.judge.Calls.bad;
import static io.tieline.health.judge.Calls.broken;
import static io.tieline.health.judge.Calls.good;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tieline.health.judge.Observation.Sign;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts, and how much. When it is enough: {@link DetectorConvictionTest}. */
class DetectorTest {
    /** Weights at the usual rate of 3 %, against 30 %. */
    private static final double FAILURE = Math.log(0.30 / 0.03);

    private static final double SUCCESS = Math.log(0.70 / 0.97);
    private static final double HIGHEST = 27;
    private static final Offset<Double> ROUNDING = within(1e-9);

    private final Detector detector = new Detector(JudgeSettings.DEFAULTS);

    @ParameterizedTest
    @CsvSource({
        "0.0, 0.03, 0.3",
        "0.02, 0.03, 0.3",
        "0.05, 0.05, 0.3",
        "0.1, 0.1, 0.4",
        "0.2, 0.2, 0.8",
        "0.6, 0.2, 0.8"
    })
    void shouldWeighByWhatIsUsualAndWhatIsSick(double learnt, double usual, double sick) {
        // Given
        Detector failing = suspicious(learnt);
        Detector serving = suspicious(learnt);

        // When
        failing.weigh(bad("r1"), NOW);
        serving.weigh(good(), NOW);

        // Then
        assertThat(failing.score()).isCloseTo(10 + Math.log(sick / usual), ROUNDING);
        assertThat(serving.score()).isCloseTo(10 + Math.log((1 - sick) / (1 - usual)), ROUNDING);
    }

    @ParameterizedTest
    @CsvSource({"GOOD, -1", "BAD, 1", "BROKEN_CONNECTION, 1", "REACHABLE, 0", "NONE, 0"})
    void shouldCountOnlyWhatTellsOfHealth(Sign sign, double direction) {
        // Given
        Detector suspicious = suspicious(0);

        // When
        suspicious.weigh(Calls.of(sign, "r1", "w1"), NOW);

        // Then
        assertThat(Math.signum(suspicious.score() - 10)).isEqualTo(direction);
        assertThat(suspicious.evidence().orElseThrow().attempts()).isEqualTo(direction == 0 ? 0 : 1);
    }

    @Test
    void shouldCountACallThatHangsOnceHoweverItEnds() {
        // Given
        Observation overdue = new Observation(Sign.BAD, "provider.overdue", "r1", "w1", OptionalLong.empty());
        Observation timeout = new Observation(Sign.BAD, "provider.timeout", "r1", "w1", OptionalLong.empty());

        // When
        detector.weigh(overdue, NOW);
        detector.weigh(timeout, NOW.plusSeconds(50));

        // Then
        assertThat(detector.score()).isCloseTo(FAILURE, ROUNDING);
        assertThat(detector.evidence().orElseThrow().failures())
                .containsOnlyKeys("provider.overdue")
                .containsEntry("provider.overdue", 1L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 30})
    void shouldNeverCountAPoisonousRequestTwiceInARun(int successesBetween) {
        double highest = 0;
        for (int i = 0; i < 2_000; i++) {
            Instant at = NOW.plusMillis(100L * i);
            detector.weigh(bad("poison", "w" + i % 3), at);
            highest = Math.max(highest, detector.score());
            for (int k = 0; k < successesBetween; k++) {
                detector.weigh(good(), at);
            }
            assertThat(detector.convinces(9, 3, at)).as("call %d", i).isFalse();
        }

        assertThat(highest).isCloseTo(FAILURE, ROUNDING);
    }

    @ParameterizedTest
    @CsvSource({
        "BROKEN_CONNECTION, w1, 0, 1",
        "BROKEN_CONNECTION, w1, 199, 1",
        "BROKEN_CONNECTION, w1, 200, 2",
        "BROKEN_CONNECTION, w2, 0, 2",
        "BAD, w1, 0, 2"
    })
    void shouldCountConnectionsThatBreakTogetherAtOneWorkerOnce(Sign second, String workerId, int after, int counted) {
        // Given
        detector.weigh(broken("r1", "w1"), NOW);

        // When
        detector.weigh(Calls.of(second, "r2", workerId), NOW.plusMillis(after));

        // Then
        assertThat(detector.score()).isCloseTo(counted * FAILURE, ROUNDING);
        assertThat(detector.evidence().orElseThrow().failed()).isEqualTo(counted);
    }

    @Test
    void shouldSeeMoreThanOneCauseInASteadyRainOfBrokenConnections() {
        for (int millis = 0; millis <= 1_000; millis += 100) {
            detector.weigh(broken("r" + millis, "w1"), NOW.plusMillis(millis));
        }

        // At 0, 200, 400, 600, 800 and 1000 ms.
        assertThat(detector.evidence().orElseThrow().failed()).isEqualTo(6);
        assertThat(detector.score()).isCloseTo(6 * FAILURE, ROUNDING);
    }

    @Test
    void shouldCountARequestAgainWhoseBrokenConnectionHadSharedItsCause() {
        // Given
        detector.weigh(broken("r1", "w1"), NOW);
        detector.weigh(broken("r2", "w1"), NOW);

        // When
        detector.weigh(bad("r2"), NOW.plusSeconds(1));

        // Then
        assertThat(detector.score()).isCloseTo(2 * FAILURE, ROUNDING);
    }

    @Test
    void shouldForgetTheFailuresSuccessBySuccess() {
        // Given
        fail(4);

        // When, Then
        for (int successes = 1; successes <= 28; successes++) {
            detector.weigh(good(), NOW);
            assertThat(detector.score()).isCloseTo(4 * FAILURE + successes * SUCCESS, ROUNDING);
            assertThat(detector.evidence()).isPresent();
        }
        detector.weigh(good(), NOW);
        assertThat(detector.score()).isZero();
        assertThat(detector.evidence()).isEmpty();
    }

    @Test
    void shouldBoundTheScoreSoThatRecoveryIsNeverFarAway() {
        // Given
        fail(1_000);
        assertThat(detector.score()).isEqualTo(HIGHEST);

        // When
        int successes = 0;
        while (detector.score() > 0) {
            detector.weigh(good(), NOW);
            successes++;
        }

        // Then
        assertThat(successes).isEqualTo((int) Math.ceil(HIGHEST / -SUCCESS));
    }

    @ParameterizedTest
    @CsvSource({"59999, true", "60000, false"})
    void shouldForgetEvidenceThatNothingIsAddedTo(long millis, boolean kept) {
        // Given
        fail(5);
        Instant later = NOW.plusMillis(millis);

        // When
        detector.forgetFaded(later);

        // Then
        assertThat(detector.evidence().isPresent()).isEqualTo(kept);
        assertThat(detector.score() > 0).isEqualTo(kept);
    }

    @Test
    void shouldLetFadeWhatOnlyAPoisonousRequestKeepsUp() {
        // Given
        fail(5);

        // When
        for (int second = 1; second <= 60; second++) {
            detector.weigh(bad("r0"), NOW.plusSeconds(second));
        }

        // Then
        assertThat(detector.evidence().orElseThrow().start()).isEqualTo(NOW.plusSeconds(60));
        assertThat(detector.score()).isCloseTo(FAILURE, ROUNDING);
    }

    @Test
    void shouldStartFromNothingButKnowWhatIsUsualWhenToldToForget() {
        // Given
        Detector known = suspicious(0.07);
        known.weigh(broken("r1", "w1"), NOW);

        // When
        known.forget();
        known.weigh(broken("r2", "w1"), NOW);

        // Then
        assertThat(known.score()).isCloseTo(Math.log(0.30 / 0.07), ROUNDING);
        assertThat(known.usualRate()).isCloseTo(0.07, within(0.001));
        assertThat(known.evidence().orElseThrow().requests()).containsExactly("r2");
    }

    private void fail(int requests) {
        for (int i = 0; i < requests; i++) {
            detector.weigh(bad("r" + i), NOW);
        }
    }

    /** Too suspicious to learn anything. */
    private static Detector suspicious(double usualRate) {
        return Detector.restored(JudgeSettings.DEFAULTS, 10, usualRate, Optional.of(new Evidence(NOW)));
    }
}
