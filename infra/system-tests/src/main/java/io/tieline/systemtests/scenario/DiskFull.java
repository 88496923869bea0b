package io.tieline.systemtests.scenario;

import io.tieline.systemtests.backend.Backend;
import io.tieline.systemtests.backend.DiskPart;
import io.tieline.systemtests.rig.Copies;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import java.time.Duration;

/**
 * The log directory of one broker of several is full.
 *
 * @param away how long the others go on without it
 */
record DiskFull(Duration away) implements Scenario {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "disk-full";
    }

    @Override
    public String what() {
        return "the disk of one broker of several is full: it ends, others go on, it catches up when there is room";
    }

    @Override
    public boolean fits(Backend backend) {
        return backend.brokerWithSmallDisk().isPresent();
    }

    @Override
    public void play(Rig rig) throws Exception {
        DiskPart broker = rig.backend().brokerWithSmallDisk().orElseThrow();
        Copies.spreadLeaders(rig.backend().kafka());
        try (Traffic _ = rig.load().start(Kind.USUAL, 20)) {
            rig.awaitWorkers();
            rig.faultBegins("disk-full", broker.name());
            broker.fillDisk();
            rig.await(broker.name() + " to end for want of room", PATIENCE, () -> !broker.isRunning());
            rig.load().awaitAnswers(100);
            Thread.sleep(away);
            broker.clearDisk();
            broker.start();
            Copies.awaitWhole(rig.backend().kafka());
            rig.faultEnds("disk-full", broker.name());
            rig.load().awaitAnswers(100);
        }
    }
}
