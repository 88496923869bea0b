package io.tieline.health.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.judge.Observation.Sign;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** A judge and the time it is told. Every call is made for a request of its own and goes by the newest epoch. */
final class Trial {
    static final Duration CALL = Duration.ofSeconds(30);
    private static final Duration APART = Duration.ofMillis(200);

    final Judge judge;
    Instant now = Calls.NOW;
    private int requests;

    Trial() {
        this("e1");
    }

    Trial(String endpointId) {
        judge = new Judge(endpointId, JudgeSettings.DEFAULTS, now);
    }

    void observe(Sign sign) {
        observe(sign, "w1");
    }

    void observe(Sign sign, String workerId) {
        observe(sign, workerId, OptionalLong.of(epoch()));
    }

    void observe(Sign sign, String workerId, OptionalLong seenEpoch) {
        requests++;
        judge.observe(Calls.of(sign, "r" + requests, workerId, seenEpoch), now);
    }

    void observe(Sign sign, int times) {
        for (int i = 0; i < times; i++) {
            observe(sign);
        }
    }

    void pass(Duration time) {
        now = now.plus(time);
        judge.tick(now);
    }

    void passTo(Instant moment) {
        pass(Duration.between(now, moment));
    }

    /** Fails one call after the other until that is enough. */
    void bringDown() {
        for (int i = 0; i < 8; i++) {
            pass(APART);
            observe(Sign.BAD);
        }
        down();
    }

    void bringToProbing() {
        bringDown();
        passTo(down().until());
        probing();
    }

    void bringToRecovering() {
        bringToProbing();
        for (int i = 0; i < 5; i++) {
            probe(Sign.GOOD);
        }
        recovering();
    }

    void bringToHealthyAgain() {
        bringToRecovering();
        completeRecovery();
    }

    void probeUntilHealthy() {
        passTo(down().until());
        for (int i = 0; i < 5; i++) {
            probe(Sign.GOOD);
        }
        completeRecovery();
    }

    void completeRecovery() {
        for (int i = 0; i < 4; i++) {
            pass(Duration.ofSeconds(10));
        }
        as(Condition.Healthy.class);
    }

    void claim(String workerId) {
        judge.claim(workerId, epoch(), now.plus(CALL));
    }

    void probe(Sign result) {
        claim("w1");
        observe(result);
    }

    long epoch() {
        return judge.condition().epoch();
    }

    Condition.Down down() {
        return as(Condition.Down.class);
    }

    Condition.Probing probing() {
        return as(Condition.Probing.class);
    }

    Condition.Recovering recovering() {
        return as(Condition.Recovering.class);
    }

    <C extends Condition> C as(Class<C> kind) {
        assertThat(judge.condition()).isInstanceOf(kind);
        return kind.cast(judge.condition());
    }
}
