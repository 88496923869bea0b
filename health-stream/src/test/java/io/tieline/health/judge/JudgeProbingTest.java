package io.tieline.health.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.judge.Condition.Down;
import io.tieline.health.judge.Condition.Probing;
import io.tieline.health.judge.Observation.Sign;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** One request at a time finds out whether an endpoint works again. */
class JudgeProbingTest {
    private final Trial t = new Trial();

    @BeforeEach
    void probe() {
        t.bringToProbing();
    }

    @Test
    void shouldGrantTheProbeToTheFirstWhoAsks() {
        // Given
        Probing open = t.probing();

        // When
        t.judge.claim("w1", open.epoch(), t.now.plus(Trial.CALL));
        t.judge.claim("w2", open.epoch(), t.now.plus(Trial.CALL));

        // Then
        Grant grant = new Grant("w1", t.now.plus(Trial.CALL));
        assertThat(t.judge.condition())
                .isEqualTo(new Probing(
                        open.epoch() + 1, open.since(), open.reason(), open.outSince(), 0, Optional.of(grant)));
        assertThat(t.judge.admitted()).isZero();
    }

    @Test
    void shouldNotGrantASecondProbeToAnybodyWhileOneIsUnderWay() {
        // Given
        t.claim("w1");
        Probing granted = t.probing();

        // When
        t.claim("w1");
        t.claim("w2");

        // Then
        assertThat(t.judge.condition()).isEqualTo(granted);
    }

    @ParameterizedTest
    @CsvSource({"-1", "1", "-3"})
    void shouldNotGrantTheProbeToWhoKnowsAnotherEpoch(long difference) {
        t.judge.claim("w1", t.epoch() + difference, t.now.plus(Trial.CALL));

        assertThat(t.probing().grant()).isEmpty();
    }

    @Test
    void shouldGrantNothingInAnyOtherCondition() {
        // Given
        Trial healthy = new Trial();
        Trial down = new Trial();
        down.bringDown();
        Trial recovering = new Trial();
        recovering.bringToRecovering();

        for (Trial other : new Trial[] {healthy, down, recovering}) {
            Condition before = other.judge.condition();

            // When
            other.claim("w1");

            // Then
            assertThat(other.judge.condition()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GOOD", "REACHABLE"})
    void shouldOpenTheNextProbeAfterASuccess(Sign sign) {
        // Given
        Probing open = t.probing();

        // When
        t.probe(sign);

        // Then
        assertThat(t.judge.condition())
                .isEqualTo(new Probing(
                        open.epoch() + 2, open.since(), open.reason(), open.outSince(), 1, Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource(names = {"GOOD", "REACHABLE"})
    void shouldRecoverAfterFiveSuccessesInARow(Sign sign) {
        // Given
        long first = t.epoch();
        for (int i = 0; i < 4; i++) {
            t.pass(Duration.ofSeconds(1));
            t.probe(sign);
        }
        assertThat(t.probing().successes()).isEqualTo(4);

        // When
        t.probe(sign);

        // Then
        Reason reason = new Reason("ok", "5 probes in a row succeeded; its traffic comes back in steps");
        assertThat(t.judge.condition()).isEqualTo(new Condition.Recovering(first + 10, t.now, reason, 0, t.now, 0));
        assertThat(t.judge.admitted()).isEqualTo(0.1);
        assertThat(t.judge.detector().score()).isZero();
        assertThat(t.judge.detector().evidence()).isEmpty();
        assertThat(t.judge.countsFrom()).isEqualTo(first + 10);
    }

    @ParameterizedTest
    @EnumSource(names = {"BAD", "BROKEN_CONNECTION"})
    void shouldGoDownAgainWhenAProbeFails(Sign sign) {
        // Given
        t.probe(Sign.GOOD);
        long before = t.epoch();

        // When
        t.probe(sign);

        // Then
        Down down = t.down();
        assertThat(down.epoch()).isEqualTo(before + 2);
        assertThat(down.since()).isEqualTo(t.now);
        assertThat(down.reason()).isEqualTo(new Reason(Calls.CODE, "a probe failed: " + Calls.CODE));
        assertThat(t.judge.relapses()).isEqualTo(1);
        t.passTo(down.until());
        assertThat(t.probing().successes()).isZero();
    }

    @Test
    void shouldLetAnotherTryWhereOurOwnSideEndedTheProbe() {
        // Given
        t.probe(Sign.GOOD);
        long before = t.epoch();

        // When
        t.probe(Sign.NONE);

        // Then
        assertThat(t.probing().epoch()).isEqualTo(before + 2);
        assertThat(t.probing().grant()).isEmpty();
        assertThat(t.probing().successes()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void shouldTakeOnlyTheProbeItselfForItsResult(Sign sign) {
        // Given
        t.claim("w1");
        Condition before = t.judge.condition();

        // When
        t.observe(sign, "w2");
        t.observe(sign, "w1", OptionalLong.of(before.epoch() - 1));
        t.observe(sign, "w1", OptionalLong.of(before.epoch() + 1));
        t.observe(sign, "w1", OptionalLong.empty());

        // Then
        assertThat(t.judge.condition()).isEqualTo(before);
    }

    @Test
    void shouldTakeNothingForAResultWhileNobodyProbes() {
        // Given
        Condition before = t.judge.condition();

        // When
        t.observe(Sign.GOOD);
        t.observe(Sign.BAD);

        // Then
        assertThat(t.judge.condition()).isEqualTo(before);
    }

    @Test
    void shouldLetAProbeLapseThatNobodyReportsBackOn() {
        // Given
        t.probe(Sign.GOOD);
        t.claim("w1");
        Probing granted = t.probing();
        Instant until = granted.grant().orElseThrow().until();

        // When, Then
        t.passTo(until.minusMillis(1));
        assertThat(t.judge.condition()).isEqualTo(granted);
        t.passTo(until);
        assertThat(t.judge.condition())
                .isEqualTo(new Probing(
                        granted.epoch() + 1,
                        granted.since(),
                        granted.reason(),
                        granted.outSince(),
                        1,
                        Optional.empty()));
    }

    @Test
    void shouldIgnoreTheResultOfAProbeThatLapsed() {
        // Given
        t.claim("w1");
        OptionalLong lapsed = OptionalLong.of(t.epoch());
        t.pass(Trial.CALL);
        t.claim("w1");
        Condition next = t.judge.condition();

        // When
        t.observe(Sign.BAD, "w1", lapsed);

        // Then
        assertThat(t.judge.condition()).isEqualTo(next);
    }

    @Test
    void shouldWaitWithoutEndForSomebodyWhoProbes() {
        Condition open = t.judge.condition();

        t.pass(Duration.ofDays(2));

        assertThat(t.judge.condition()).isEqualTo(open);
    }
}
