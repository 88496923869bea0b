package io.tieline.systemtests.scenario;

import io.tieline.systemtests.backend.TestCatalogue;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import java.time.Duration;

/**
 * An endpoint is out and well by turns.
 *
 * @param turns how often
 * @param out how long it is out each time
 * @param well and well
 */
record Flapping(int turns, Duration out, Duration well) implements Scenario {
    private static final String ENDPOINT = "ollama/phi-3-medium";

    @Override
    public String name() {
        return "flapping";
    }

    @Override
    public String what() {
        return "one endpoint is out and well by turns: no request suffers";
    }

    @Override
    public void play(Rig rig) throws Exception {
        Faulty faulty = new Faulty(rig);
        try (Traffic _ = rig.load().start(Kind.USUAL.on(TestCatalogue.routeOf(ENDPOINT)), 20)) {
            for (int turn = 0; turn < turns; turn++) {
                faulty.provider(Faulty.fault(ENDPOINT, "server_error"), out);
                Thread.sleep(well);
            }
        }
    }
}
