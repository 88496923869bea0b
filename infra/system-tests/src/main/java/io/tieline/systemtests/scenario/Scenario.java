package io.tieline.systemtests.scenario;

import io.tieline.systemtests.backend.Backend;
import io.tieline.systemtests.rig.Rig;
import io.tieline.testing.checker.Invariant;
import io.tieline.testing.checker.Rules;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** A fault, or some of a kind, to play through under load. All parts run at its beginning and at its end. */
public interface Scenario {
    /** For the command line and for reports. */
    String name();

    /** What happens and what must come of it, in a line. */
    String what();

    /** What its history is judged by. */
    default Rules rules() {
        return USUAL;
    }

    /**
     * As many calls as the dispatcher's configuration has where nothing is said. Cost is bounded by those scenarios whose
     * fault must not cost more; what a dispatcher has finished and can't settle is paid twice.
     */
    Rules USUAL = Rules.DEFAULTS
            .withAttemptCap(10)
            .withCostBound(2)
            .withBystanders(Set.of("gateway", "health-stream", "registry", Backend.REGISTRY));

    /** What its history must be enough to decide; what else can't be judged is told and no more. */
    default Set<Invariant> mustJudge() {
        return ALWAYS;
    }

    /** Promises that every load puts to the test, with calls, replies and words of the health table. */
    Set<Invariant> ALWAYS = Set.of(
            Invariant.I1,
            Invariant.I2,
            Invariant.I3,
            Invariant.I4,
            Invariant.I5,
            Invariant.I6,
            Invariant.I7,
            Invariant.I8,
            Invariant.I11,
            Invariant.I12);

    /** The same with one that this scenario is about. */
    static Set<Invariant> alwaysAnd(Invariant another) {
        Set<Invariant> all = EnumSet.copyOf(ALWAYS);
        all.add(another);
        return all;
    }

    /**
     * How long after the last reply it is looked on whether others come: what Kafka has left open shows itself when it is
     * given up.
     */
    default Duration aftermath() {
        return Duration.ZERO;
    }

    /** Whether every run of the tests plays it, as one of the twelve kinds of fault; the others thorough runs play. */
    default boolean isOfEveryRun() {
        return true;
    }

    /** Whether it can be played there. */
    default boolean fits(Backend backend) {
        return true;
    }

    /**
     * Plays it, and returns when the load has ended and no fault is left.
     *
     * @throws IllegalStateException if something that must happen doesn't
     */
    void play(Rig rig) throws Exception;
}
