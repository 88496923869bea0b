package io.tieline.systemtests.scenario;

import io.tieline.systemtests.backend.ChangeablePart;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import java.time.Duration;
import java.util.List;

/** A dispatcher is gone between any two steps of a request. */
record CrashPoints() implements Scenario {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PACKAGE = "halt@io.tieline.dispatcher.";
    private static final List<String> POINTS = List.of(
            "provider.HttpProviderCaller#call@entry:20",
            "settle.Settler#offer@entry:30",
            "settle.Transactions#send@entry:25",
            "settle.Transactions#commit@entry:10",
            "settle.Transactions#commit@exit:12");

    @Override
    public String name() {
        return "crash-points";
    }

    @Override
    public String what() {
        return "a dispatcher is gone before a call, before a reply, before, within and after a commit";
    }

    @Override
    public void play(Rig rig) throws Exception {
        ChangeablePart victim = rig.backend().dispatchers().getLast();
        try (Traffic _ = rig.load().start(Kind.USUAL, 30)) {
            for (String point : POINTS) {
                victim.stop();
                rig.faultBegins("halt", victim.name());
                victim.startChanged(PACKAGE + point);
                rig.await(victim.name() + " to be gone at " + point, PATIENCE, () -> !victim.isRunning());
                victim.kill();
                victim.start();
                rig.faultEnds("halt", victim.name());
            }
        }
    }
}
