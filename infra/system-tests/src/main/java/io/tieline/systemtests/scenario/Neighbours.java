package io.tieline.systemtests.scenario;

import io.tieline.systemtests.backend.TestCatalogue;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import io.tieline.testing.checker.Invariant;
import io.tieline.testing.checker.Rules;
import java.time.Duration;
import java.util.Set;

/**
 * A tenant works alone, then beside another that sends far more.
 *
 * @param time how long each
 */
record Neighbours(Duration time) implements Scenario {
    private static final String QUIET = "quiet";
    private static final int BURST = 1_000;

    /** A busy machine takes that long for what is no waiting for others; a thousand calls take far longer on this route. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private static final Kind NARROW = Kind.USUAL.on(TestCatalogue.NARROW);

    @Override
    public String name() {
        return "neighbours";
    }

    @Override
    public String what() {
        return "one tenant sends a thousand requests at once where few have room: another waits hardly longer than alone";
    }

    @Override
    public Rules rules() {
        return USUAL.withFairness(new Rules.Fairness(QUIET, "alone", "beside", 2, SLACK));
    }

    @Override
    public Set<Invariant> mustJudge() {
        return Scenario.alwaysAnd(Invariant.I10);
    }

    @Override
    public void play(Rig rig) throws Exception {
        rig.phase("alone");
        try (Traffic _ = rig.load().start(NARROW.of(QUIET), 5)) {
            Thread.sleep(time);
        }
        rig.drain(time);
        rig.phase("beside");
        for (int i = 0; i < BURST; i++) {
            rig.load().publish(NARROW.of("noisy"));
        }
        try (Traffic _ = rig.load().start(NARROW.of(QUIET), 5)) {
            Thread.sleep(time);
        }
    }
}
