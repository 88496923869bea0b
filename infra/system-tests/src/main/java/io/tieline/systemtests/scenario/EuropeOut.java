package io.tieline.systemtests.scenario;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.systemtests.backend.TestCatalogue;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import io.tieline.testing.checker.Invariant;
import java.time.Duration;
import java.util.Set;

/**
 * All who may serve a bound tenant are out.
 *
 * @param time how long
 */
record EuropeOut(Duration time) implements Scenario {
    @Override
    public String name() {
        return "europe-out";
    }

    @Override
    public boolean isOfEveryRun() {
        return false;
    }

    @Override
    public String what() {
        return "all endpoints of the EU are out: what may not leave it waits, or expires";
    }

    @Override
    public Set<Invariant> mustJudge() {
        return Scenario.alwaysAnd(Invariant.G5);
    }

    @Override
    public void play(Rig rig) throws Exception {
        Faulty faulty = new Faulty(rig);
        try (Traffic _ = rig.load().start(Kind.USUAL.of("bound").within("eu"), 20)) {
            for (String endpoint : TestCatalogue.europeans()) {
                faulty.begin(Faulty.fault(endpoint, "unavailable"));
            }
            Thread.sleep(time);
            for (String endpoint : TestCatalogue.europeans()) {
                ObjectNode fault = Faulty.fault(endpoint, "unavailable");
                faulty.end(fault);
            }
        }
    }
}
