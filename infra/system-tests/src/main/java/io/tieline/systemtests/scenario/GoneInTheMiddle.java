package io.tieline.systemtests.scenario;

import io.tieline.systemtests.backend.Backend;
import io.tieline.systemtests.backend.Mutant;
import io.tieline.systemtests.backend.ProcessBackend;
import io.tieline.systemtests.backend.ProcessPart;
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
    public boolean fits(Backend backend) {
        return backend instanceof ProcessBackend;
    }

    @Override
    public void play(Rig rig) throws Exception {
        ProcessPart victim = ((ProcessBackend) rig.backend()).processes().getLast();
        try (Traffic _ = rig.load().start(Kind.USUAL, 40)) {
            for (int times : TIMES) {
                victim.stop();
                rig.faultBegins("halt", victim.name());
                victim.start(List.of(Mutant.option(HALT + times)));
                rig.await(victim.name() + " to be gone", PATIENCE, () -> !victim.isRunning());
                victim.kill();
                victim.start();
                rig.faultEnds("halt", victim.name());
            }
        }
    }
}
