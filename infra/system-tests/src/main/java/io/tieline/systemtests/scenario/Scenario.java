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
        // As the dispatcher's configuration has it where nothing is said.
        return Rules.DEFAULTS.withAttemptCap(10);
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
