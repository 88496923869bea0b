package io.tieline.systemtests.scenario;

import io.tieline.systemtests.backend.Part;
import io.tieline.systemtests.rig.Copies;
import io.tieline.systemtests.rig.GatewayTraffic;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import java.time.Duration;

/** Every part is ended in order and started again, one after the other. */
record RollingRestart() implements Scenario {
    @Override
    public String name() {
        return "rolling-restart";
    }

    @Override
    public boolean isOfEveryRun() {
        return false;
    }

    @Override
    public String what() {
        return "every part is restarted in order, one by one, under load: no request fails";
    }

    @Override
    public void play(Rig rig) throws Exception {
        Faulty faulty = new Faulty(rig);
        try (Traffic _ = rig.load().start(Kind.USUAL, 20);
                GatewayTraffic _ = new GatewayTraffic(rig, 2)) {
            Thread.sleep(Duration.ofSeconds(2));
            for (Part part : rig.backend().parts()) {
                faulty.restart(part, Duration.ofMillis(500));
                Copies.awaitWhole(rig.backend().kafka());
                rig.load().awaitAnswers(40);
            }
        }
    }
}
