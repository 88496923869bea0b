package io.tieline.health.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.judge.Condition.Healthy;
import io.tieline.health.judge.Condition.Recovering;
import io.tieline.health.judge.Condition.Suspect;
import io.tieline.health.judge.Observation.Sign;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way back, and what calls of before it are worth. */
class JudgeRecoveryTest {
    private static final Duration SHORTEST_STEP = Duration.ofSeconds(2);
    private static final Duration LONGEST_STEP = Duration.ofSeconds(10);

    private final Trial t = new Trial();

    @Test
    void shouldGiveTheTrafficBackInSteps() {
        // Given
        t.bringToRecovering();
        Recovering first = t.recovering();
        List<Double> shares = new ArrayList<>();

        // When
        for (int step = 0; step < 4; step++) {
            shares.add(t.judge.admitted());
            assertThat(t.epoch()).isEqualTo(first.epoch() + step);
            assertThat(t.recovering().since()).isEqualTo(first.since());
            assertThat(t.recovering().stepSince()).isEqualTo(t.now);
            t.pass(SHORTEST_STEP);
            t.observe(Sign.GOOD, 5);
        }

        // Then
        assertThat(shares).containsExactly(0.1, 0.25, 0.5, 1.0);
        Reason reason = new Reason("ok", "it took all of its traffic back without failing");
        assertThat(t.judge.condition()).isEqualTo(new Healthy(first.epoch() + 4, t.now, reason));
        assertThat(t.judge.admitted()).isEqualTo(1);
    }

    @Test
    void shouldNotEndAStepBeforeFiveSuccesses() {
        // Given
        t.bringToRecovering();
        t.pass(SHORTEST_STEP);

        // When, Then
        t.observe(Sign.GOOD, 4);
        t.observe(Sign.REACHABLE);
        t.observe(Sign.NONE);
        assertThat(t.recovering().step()).isZero();
        assertThat(t.recovering().stepSuccesses()).isEqualTo(4);
        t.observe(Sign.GOOD);
        assertThat(t.recovering().step()).isEqualTo(1);
        assertThat(t.recovering().stepSuccesses()).isZero();
    }

    @Test
    void shouldNotEndAStepBeforeItsTime() {
        // Given
        t.bringToRecovering();
        Instant start = t.now;

        // When, Then
        t.observe(Sign.GOOD, 50);
        t.passTo(start.plus(SHORTEST_STEP).minusMillis(1));
        assertThat(t.recovering().step()).isZero();
        t.passTo(start.plus(SHORTEST_STEP));
        assertThat(t.recovering().step()).isEqualTo(1);
    }

    @Test
    void shouldEndAStepInTheLongRunHoweverFewCallsThereAre() {
        // Given
        t.bringToRecovering();
        Instant start = t.now;

        // When, Then
        t.passTo(start.plus(LONGEST_STEP).minusMillis(1));
        assertThat(t.recovering().step()).isZero();
        t.passTo(start.plus(LONGEST_STEP));
        assertThat(t.recovering().step()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void shouldGoDownAtHalfTheEvidenceWhileItRecovers(int step) {
        // Given
        t.bringToRecovering();
        for (int i = 0; i < step; i++) {
            t.pass(LONGEST_STEP);
        }
        long before = t.epoch();
        t.observe(Sign.BAD, 3);
        t.pass(Duration.ofSeconds(1));
        assertThat(t.recovering().step()).isEqualTo(step);

        // When
        t.observe(Sign.BAD);

        // Then
        assertThat(t.down().epoch()).isEqualTo(before + 1);
        assertThat(t.down().since()).isEqualTo(t.now);
        assertThat(t.down().reason().words()).startsWith("4 of 4 calls failed");
        assertThat(t.judge.relapses()).isEqualTo(1);
        assertThat(Duration.between(t.now, t.down().until())).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(15));
    }

    @Test
    void shouldNotGoDownForOnePoisonousRequestWhileItRecovers() {
        // Given
        t.bringToRecovering();

        // When
        for (int i = 0; i < 50; i++) {
            t.pass(Duration.ofMillis(100));
            t.judge.observe(Calls.bad("poison", "w" + i % 2), t.now);
        }

        // Then
        assertThat(t.judge.condition()).isInstanceOf(Recovering.class);
    }

    @ParameterizedTest
    @CsvSource({"-1, false", "-9, false", "0, true", "1, true"})
    void shouldCountOnlyCallsThatBeganInTheRecoveryOrLater(long difference, boolean counted) {
        // Given
        t.bringToRecovering();
        OptionalLong seen = OptionalLong.of(t.epoch() + difference);

        // When
        t.observe(Sign.BAD, "w1", seen);
        t.observe(Sign.GOOD, "w1", seen);

        // Then
        assertThat(t.judge.detector().score() > 0).isEqualTo(counted);
        assertThat(t.recovering().stepSuccesses()).isEqualTo(counted ? 1 : 0);
    }

    @Test
    void shouldCountCallsOfDispatchersThatKnowNoEpoch() {
        // Given
        t.bringToRecovering();

        // When
        t.observe(Sign.BAD, "w1", OptionalLong.empty());

        // Then
        assertThat(t.judge.detector().score()).isPositive();
    }

    @Test
    void shouldIgnoreCallsOfBeforeAlsoWhenItIsHealthyAndSuspectedAgain() {
        // Given
        t.bringToRecovering();
        OptionalLong old = OptionalLong.of(t.epoch() - 1);
        t.completeRecovery();

        // When, Then
        for (int i = 0; i < 20; i++) {
            t.observe(Sign.BAD, "w1", old);
        }
        assertThat(t.judge.condition()).isInstanceOf(Healthy.class);
        t.observe(Sign.BAD, 4);
        for (int i = 0; i < 20; i++) {
            t.observe(Sign.GOOD, "w1", old);
        }
        assertThat(t.as(Suspect.class).reason().words()).startsWith("4 of 4 calls failed");
    }
}
