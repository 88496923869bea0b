package io.tieline.systemtests.scenario;

import io.tieline.systemtests.backend.ChangeablePart;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import io.tieline.testing.checker.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The clock of a dispatcher is a minute fast, then a minute slow; requests have less time than that. */
record ClockWrong() implements Scenario {
    private static final Duration DEADLINE = Duration.ofSeconds(40);

    @Override
    public String name() {
        return "clock-wrong";
    }

    @Override
    public boolean isOfEveryRun() {
        return false;
    }

    @Override
    public String what() {
        return "the clock of a dispatcher is a minute fast, then slow: nothing expires that has 40 s, nobody is taken for ill";
    }

    /** A reply waits for its transaction, and for the reader. */
    @Override
    public Rules rules() {
        return USUAL.withDeadlineSlack(Duration.ofSeconds(5));
    }

    @Override
    public void play(Rig rig) throws Exception {
        ChangeablePart victim = rig.backend().dispatchers().getLast();
        try (Traffic _ = rig.load().start(Kind.USUAL.by(DEADLINE), 15);
                Traffic _ = rig.load().start(Kind.USUAL.interactive().by(DEADLINE), 5)) {
            for (String change : List.of("skew=+60s", "skew=-60s")) {
                victim.stop();
                rig.faultBegins("skew", victim.name());
                Instant started = Instant.now();
                victim.startChanged(change);
                rig.awaitCallOf(victim, started);
                rig.load().awaitAnswers(150);
                victim.stop();
                victim.start();
                rig.faultEnds("skew", victim.name());
            }
        }
        Others.requireWell(rig);
    }
}
