package io.tieline.systemtests.scenario;

import io.tieline.systemtests.backend.Backend;
import io.tieline.systemtests.backend.Mutant;
import io.tieline.systemtests.backend.ProcessBackend;
import io.tieline.systemtests.backend.ProcessPart;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import java.util.List;

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
    public boolean fits(Backend backend) {
        return backend instanceof ProcessBackend;
    }

    @Override
    public void play(Rig rig) throws Exception {
        ProcessPart victim = ((ProcessBackend) rig.backend()).processes().getLast();
        try (Traffic _ = rig.load().start(Kind.USUAL, 20)) {
            victim.stop();
            rig.faultBegins("skew", victim.name());
            victim.start(List.of(Mutant.option("skew=+60s")));
            rig.load().awaitAnswers(300);
            victim.stop();
            victim.start();
            rig.faultEnds("skew", victim.name());
        }
        rig.requireNoFailures();
        Others.requireWell(rig);
    }
}
