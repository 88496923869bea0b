package io.tieline.health.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.judge.Observation.Sign;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** More traffic than it can bear is never given back to an endpoint. */
class JudgeCautionTest {
    private final Trial t = new Trial();

    /** {@link JudgeSettings#longestStep()}: a step <em>without failures</em> ends after this. */
    @Test
    void shouldNotEndAStepOfNothingButFailuresForItsLengthAlone() {
        // Given
        t.bringToRecovering();
        t.pass(Duration.ofSeconds(9));
        t.observe(Sign.BAD, 3);

        // When
        t.pass(Duration.ofSeconds(1));

        // Then
        assertThat(t.recovering().step()).isZero();
    }

    /** As a suspect is: a failure within the first second may have been the last call. */
    @Test
    void shouldTakeOutByTimeAloneWhatFailedInAMomentWhileItRecovers() {
        // Given
        t.bringToRecovering();
        t.observe(Sign.BAD, 20);

        // When
        t.pass(Duration.ofSeconds(1));

        // Then
        t.down();
    }

    @Test
    void shouldNotGiveAllTrafficBackToWhatFailsAtOneOfTwoDispatchers() {
        // Given
        t.bringToRecovering();

        // When
        for (int second = 0; second < 60; second++) {
            t.pass(Duration.ofSeconds(1));
            t.observe(Sign.BAD, "w1");
            t.observe(Sign.REACHABLE, "w2");

            // Then
            assertThat(t.judge.admitted())
                    .as("after %d s, %s", second, t.judge.condition())
                    .isLessThan(1);
        }
    }
}
