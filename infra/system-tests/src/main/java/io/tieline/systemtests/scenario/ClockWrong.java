package io.tieline.systemtests.scenario;

import io.tieline.systemtests.backend.ChangeablePart;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;

/** The clock of a dispatcher is a minute fast. */
record ClockWrong() implements Scenario {
    @Override
    public String name() {
        return "clock-wrong";
    }

    @Override
    public String what() {
        return "the clock of a dispatcher is a minute fast: nothing expires that had more time, nobody is taken for ill";
    }

    @Override
    public void play(Rig rig) throws Exception {
        ChangeablePart victim = rig.backend().dispatchers().getLast();
        try (Traffic _ = rig.load().start(Kind.USUAL, 20)) {
            victim.stop();
            rig.faultBegins("skew", victim.name());
            victim.startChanged("skew=+60s");
            rig.load().awaitAnswers(300);
            victim.stop();
            victim.start();
            rig.faultEnds("skew", victim.name());
        }
        rig.requireNoFailures();
        Others.requireWell(rig);
    }
}
