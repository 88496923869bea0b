package io.tieline.systemtests.scenario;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import java.time.Duration;

/**
 * A dispatcher stands still until others have its work, and goes on.
 *
 * @param time how long
 */
record WorkerStopped(Duration time) implements Scenario {
    @Override
    public String name() {
        return "worker-stopped";
    }

    @Override
    public String what() {
        return "a dispatcher stands still (SIGSTOP) until others have its work, and goes on: its late replies vanish";
    }

    @Override
    public void play(Rig rig) throws Exception {
        Faulty faulty = new Faulty(rig);
        ObjectNode slow = Faulty.fault(Faulty.EVERYBODY, "slow").put("delay", "10s");
        try (Traffic _ = rig.load().start(Kind.USUAL, 30)) {
            rig.awaitWorkers();
            faulty.begin(slow);
            Thread.sleep(Duration.ofSeconds(3));
            faulty.pause(rig.backend().dispatchers().getFirst(), time);
            Thread.sleep(Duration.ofSeconds(3));
            faulty.end(slow);
        }
    }
}
