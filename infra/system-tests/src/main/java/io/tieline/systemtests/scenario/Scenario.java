package io.tieline.systemtests.scenario;

import io.tieline.systemtests.backend.Backend;
import io.tieline.systemtests.rig.Rig;
import io.tieline.testing.checker.Rules;

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
    Rules USUAL = Rules.DEFAULTS.withAttemptCap(10).withCostBound(2);

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
