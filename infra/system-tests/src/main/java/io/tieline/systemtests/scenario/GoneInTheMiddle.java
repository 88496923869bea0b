package io.tieline.systemtests.scenario;

import io.tieline.systemtests.backend.ChangeablePart;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import java.time.Duration;
import java.util.List;

/** A dispatcher is gone within a transaction, before its replies are sent. */
record GoneInTheMiddle() implements Scenario {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String HALT = "halt@io.tieline.dispatcher.settle.Transactions#send@entry:";
    private static final List<Integer> TIMES = List.of(20, 41, 62);

    @Override
    public String name() {
        return "gone-in-the-middle";
    }

    @Override
    public String what() {
        return "a dispatcher is gone within a transaction, before its replies are sent";
    }

    @Override
    public void play(Rig rig) throws Exception {
        ChangeablePart victim = rig.backend().dispatchers().getLast();
        try (Traffic _ = rig.load().start(Kind.USUAL, 40)) {
            for (int times : TIMES) {
                victim.stop();
                rig.faultBegins("halt", victim.name());
                victim.startChanged(HALT + times);
                rig.await(victim.name() + " to be gone", PATIENCE, () -> !victim.isRunning());
                victim.kill();
                victim.start();
                rig.faultEnds("halt", victim.name());
            }
        }
    }
}
