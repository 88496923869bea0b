package io.tieline.systemtests.scenario;

import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import java.time.Duration;

/**
 * Those who may serve a bound tenant fail.
 *
 * @param time how long
 */
record BoundToTheEu(Duration time) implements Scenario {
    private static final String FIRST_IN_THE_EU = "mistral/mistral-large-2";

    @Override
    public String name() {
        return "bound-to-the-eu";
    }

    @Override
    public String what() {
        return "the first endpoint in the EU fails requests that may not leave it: the others there answer, or nobody";
    }

    @Override
    public void play(Rig rig) throws Exception {
        Faulty faulty = new Faulty(rig);
        try (Traffic _ = rig.load().start(Kind.USUAL.of("bound").within("eu"), 20)) {
            Thread.sleep(Duration.ofSeconds(1));
            faulty.provider(Faulty.fault(FIRST_IN_THE_EU, "server_error").put("fraction", 0.5), time);
        }
    }
}
