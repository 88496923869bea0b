package io.tieline.systemtests.scenario;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.systemtests.backend.TestCatalogue;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import io.tieline.testing.history.Event;
import java.time.Duration;

/** An endpoint fails a part of its calls; its siblings are well. */
record ModelHalfOut() implements Scenario {
    private static final String ENDPOINT = "google/gemini-1.5-pro";
    private static final double FRACTION = 0.4;
    private static final Duration DETECTION = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "model-half-out";
    }

    @Override
    public String what() {
        return "one model refuses four of ten calls as overloaded: it alone is left";
    }

    @Override
    public void play(Rig rig) throws Exception {
        Faulty faulty = new Faulty(rig);
        ObjectNode fault =
                Faulty.fault(ENDPOINT, "overloaded").put("fraction", FRACTION).put("seed", 7);
        try (Traffic _ = rig.load().start(Kind.USUAL.on(TestCatalogue.routeOf(ENDPOINT)), 30)) {
            Thread.sleep(Duration.ofSeconds(1));
            faulty.begin(fault);
            rig.awaitState(ENDPOINT, Event.State::isOut, DETECTION);
            faulty.end(fault);
        }
        Others.requireWell(rig, ENDPOINT);
    }
}
