package io.tieline.health.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.judge.Condition.Down;
import io.tieline.health.judge.Condition.Healthy;
import io.tieline.health.judge.Condition.Probing;
import io.tieline.health.judge.Condition.Suspect;
import io.tieline.health.judge.Observation.Sign;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** From healthy to down. What comes then: {@link JudgeProbingTest}, {@link JudgeRecoveryTest}. */
class JudgeTest {
    private final Trial t = new Trial();

    @Test
    void shouldBelieveInAnEndpointThatNobodyHasCalled() {
        assertThat(t.judge.condition())
                .isEqualTo(new Healthy(0, Calls.NOW, new Reason("ok", "nothing has spoken against it")));
        assertThat(t.judge.admitted()).isEqualTo(1);
    }

    @Test
    void shouldSuspectAtTheFourthFailureAndHalveTheTraffic() {
        // Given
        t.observe(Sign.BAD, 3);
        assertThat(t.judge.condition()).isInstanceOf(Healthy.class);
        t.pass(Duration.ofMillis(300));

        // When
        t.observe(Sign.BAD);

        // Then
        Suspect suspect = t.as(Suspect.class);
        assertThat(suspect.epoch()).isEqualTo(1);
        assertThat(suspect.since()).isEqualTo(t.now);
        assertThat(suspect.reason())
                .isEqualTo(new Reason(
                        Calls.CODE, "4 of 4 calls failed (provider.server_error 4), for 4 requests at 1 dispatcher"));
        assertThat(t.judge.admitted()).isEqualTo(0.5);
    }

    @Test
    void shouldTellTheNewestFiguresWithoutANewEpochWhileItSuspects() {
        // Given
        t.observe(Sign.BAD, 4);
        Suspect before = t.as(Suspect.class);
        t.pass(Duration.ofMillis(100));

        // When
        t.observe(Sign.GOOD);

        // Then
        Suspect after = t.as(Suspect.class);
        assertThat(after.epoch()).isEqualTo(before.epoch());
        assertThat(after.since()).isEqualTo(before.since());
        assertThat(after.reason().words()).startsWith("4 of 5 calls failed");
    }

    @Test
    void shouldTakeOutAtTheEighthFailureForAFixedTime() {
        // When
        t.bringDown();

        // Then
        Down down = t.down();
        assertThat(down.epoch()).isEqualTo(2);
        assertThat(down.since()).isEqualTo(t.now);
        assertThat(down.reason().code()).isEqualTo(Calls.CODE);
        assertThat(down.reason().words()).startsWith("8 of 8 calls failed");
        assertThat(Duration.between(t.now, down.until())).isBetween(Duration.ofSeconds(5), Duration.ofMillis(7_500));
        assertThat(t.judge.admitted()).isZero();
    }

    @Test
    void shouldTakeOutByTimeAloneWhatFailedInAMoment() {
        // Given
        t.observe(Sign.BAD, 20);

        // When, Then
        t.pass(Duration.ofMillis(999));
        assertThat(t.judge.condition()).isInstanceOf(Suspect.class);
        t.pass(Duration.ofMillis(1));
        assertThat(t.down().since()).isEqualTo(t.now);
    }

    @Test
    void shouldNotTakeOutForFailuresOfOneOfTwoDispatchers() {
        // Given
        t.observe(Sign.REACHABLE, "w2");

        // When
        failEvery(Duration.ofSeconds(1), 20);
        assertThat(t.judge.condition()).isInstanceOf(Suspect.class);
        t.observe(Sign.BAD, "w2");

        // Then
        assertThat(t.down().reason().words()).endsWith("at 2 dispatchers");
    }

    @Test
    void shouldTakeOutForFailuresOfOneDispatcherOnceTheOtherIsGone() {
        // Given
        t.observe(Sign.REACHABLE, "w2");
        failEvery(Duration.ofSeconds(1), 20);

        // When, Then
        t.passTo(Calls.NOW.plusMillis(29_999));
        assertThat(t.judge.condition()).isInstanceOf(Suspect.class);
        t.passTo(Calls.NOW.plusSeconds(30));
        assertThat(t.judge.condition()).isInstanceOf(Down.class);
    }

    @Test
    void shouldNeverSuspectForOneRequestThatFailsEverywhere() {
        for (int i = 0; i < 1_000; i++) {
            t.pass(Duration.ofMillis(100));
            t.judge.observe(Calls.bad("poison", "w" + i % 3), t.now);

            assertThat(t.judge.condition()).as("call %d", i).isInstanceOf(Healthy.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 15", "6, 29"})
    void shouldAcquitAfterSoManySuccesses(int failures, int successes) {
        // Given
        t.observe(Sign.BAD, failures);
        t.observe(Sign.GOOD, successes - 1);
        assertThat(t.judge.condition()).isInstanceOf(Suspect.class);

        // When
        t.observe(Sign.GOOD);

        // Then
        Healthy healthy = t.as(Healthy.class);
        assertThat(healthy.epoch()).isEqualTo(2);
        assertThat(healthy.since()).isEqualTo(t.now);
        assertThat(healthy.reason().code()).isEqualTo("ok");
        assertThat(healthy.reason().words()).startsWith("the failures stopped: " + failures + " of ");
        assertThat(t.judge.admitted()).isEqualTo(1);
    }

    @Test
    void shouldAcquitWhenNoFailureCameForAMinute() {
        // Given
        t.observe(Sign.BAD, 5);

        // When, Then
        t.pass(Duration.ofMillis(900));
        t.observe(Sign.REACHABLE, "w2");
        t.passTo(Calls.NOW.plusMillis(29_999));
        t.observe(Sign.REACHABLE, "w2");
        t.passTo(Calls.NOW.plusMillis(59_999));
        assertThat(t.judge.condition()).isInstanceOf(Suspect.class);
        t.passTo(Calls.NOW.plusSeconds(60));
        assertThat(t.judge.condition()).isInstanceOf(Healthy.class);
        assertThat(t.judge.detector().score()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void shouldLearnNothingFromLateCallsWhileItIsDown(Sign sign) {
        // Given
        t.bringDown();
        Condition before = t.judge.condition();
        double score = t.judge.detector().score();

        // When
        for (int i = 0; i < 100; i++) {
            t.observe(sign, "w" + i % 3, i % 2 == 0 ? OptionalLong.empty() : OptionalLong.of(i % 4));
        }

        // Then
        assertThat(t.judge.condition()).isEqualTo(before);
        assertThat(t.judge.detector().score()).isEqualTo(score);
    }

    @Test
    void shouldOpenTheProbeAtTheMomentThatWasFixed() {
        // Given
        t.bringDown();
        Instant until = t.down().until();
        Reason reason = t.down().reason();
        Instant outSince = t.down().outSince();

        // When, Then
        t.passTo(until.minusMillis(1));
        assertThat(t.judge.condition()).isInstanceOf(Down.class);
        t.passTo(until);
        assertThat(t.judge.condition()).isEqualTo(new Probing(3, until, reason, outSince, 0, Optional.empty()));
        assertThat(t.judge.admitted()).isZero();
    }

    @Test
    void shouldNotRememberAllDispatchersThatEverCalled() {
        for (int i = 0; i < 500; i++) {
            t.pass(Duration.ofSeconds(1));
            t.observe(Sign.GOOD, "w" + i);
        }

        assertThat(t.judge.workers()).hasSizeBetween(30, 64).containsKeys("w471", "w499");
    }

    @Test
    void shouldJudgeTheSameWayAgain() {
        // Given
        Trial again = new Trial();

        // When
        t.bringToHealthyAgain();
        again.bringToHealthyAgain();

        // Then
        assertThat(again.judge.condition()).isEqualTo(t.judge.condition());
    }

    private void failEvery(Duration time, int times) {
        for (int i = 0; i < times; i++) {
            t.pass(time);
            t.observe(Sign.BAD);
        }
    }
}
