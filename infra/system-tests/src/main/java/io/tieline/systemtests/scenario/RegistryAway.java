package io.tieline.systemtests.scenario;

import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import java.time.Duration;

/**
 * The schema registry is dead.
 *
 * @param dead how long
 */
record RegistryAway(Duration dead) implements Scenario {
    @Override
    public String name() {
        return "registry-away";
    }

    @Override
    public boolean isOfEveryRun() {
        return false;
    }

    @Override
    public String what() {
        return "the schema registry is dead: what runs goes on with the schemas that it knows";
    }

    @Override
    public void play(Rig rig) throws Exception {
        Faulty faulty = new Faulty(rig);
        try (Traffic _ = rig.load().start(Kind.USUAL, 20)) {
            Thread.sleep(Duration.ofSeconds(1));
            faulty.kill(rig.backend().registry(), dead);
            rig.load().awaitAnswers(20);
        }
    }
}
