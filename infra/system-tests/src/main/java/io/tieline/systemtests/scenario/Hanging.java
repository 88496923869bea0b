package io.tieline.systemtests.scenario;

import io.tieline.systemtests.backend.TestCatalogue;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import io.tieline.testing.history.Event;
import java.time.Duration;

/** An endpoint takes calls and never answers. */
record Hanging() implements Scenario {
    private static final String ENDPOINT = "mistral/mistral-large-2";
    private static final Duration DETECTION = Duration.ofSeconds(25);

    @Override
    public String name() {
        return "hang";
    }

    @Override
    public String what() {
        return "one endpoint takes calls and never answers: it is found out, and its calls are made elsewhere";
    }

    @Override
    public void play(Rig rig) throws Exception {
        Faulty faulty = new Faulty(rig);
        try (Traffic _ = rig.load().start(Kind.USUAL.on(TestCatalogue.routeOf(ENDPOINT)), 10)) {
            Thread.sleep(Duration.ofSeconds(1));
            faulty.begin(Faulty.fault(ENDPOINT, "hang"));
            rig.awaitState(ENDPOINT, Event.State::isOut, DETECTION);
            faulty.end(Faulty.fault(ENDPOINT, "hang"));
        }
    }
}
