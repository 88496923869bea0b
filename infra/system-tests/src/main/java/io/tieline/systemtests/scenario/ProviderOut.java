package io.tieline.systemtests.scenario;

import io.tieline.systemtests.backend.TestCatalogue;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import io.tieline.testing.checker.Rules;
import io.tieline.testing.history.Event;
import java.time.Duration;

/**
 * An endpoint fails every call.
 *
 * @param time how long
 */
record ProviderOut(Duration time) implements Scenario {
    private static final String ENDPOINT = "openai/gpt-4o";
    private static final Duration DETECTION = Duration.ofSeconds(15);

    @Override
    public String name() {
        return "provider-out";
    }

    @Override
    public String what() {
        return "one provider answers every call with 500: it is found out, and others answer";
    }

    @Override
    public Rules rules() {
        return USUAL.withCostBound(1.05);
    }

    @Override
    public void play(Rig rig) throws Exception {
        Faulty faulty = new Faulty(rig);
        try (Traffic _ = rig.load().start(Kind.USUAL.on(TestCatalogue.routeOf(ENDPOINT)), 20)) {
            Thread.sleep(Duration.ofSeconds(2));
            faulty.begin(Faulty.fault(ENDPOINT, "server_error"));
            rig.awaitState(ENDPOINT, Event.State::isOut, DETECTION);
            Thread.sleep(time);
            faulty.end(Faulty.fault(ENDPOINT, "server_error"));
        }
    }
}
