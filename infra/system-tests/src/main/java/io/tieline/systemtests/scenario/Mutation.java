package io.tieline.systemtests.scenario;

import io.tieline.systemtests.backend.Mutant;
import io.tieline.systemtests.backend.ProcessBackend;
import io.tieline.systemtests.backend.ProcessPart;
import io.tieline.testing.checker.Invariant;
import io.tieline.testing.checker.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The product broken on purpose, and what shows it.
 *
 * @param change as the mutants' README has it
 * @param scenario what is played with it
 * @param betrays promises of which one at least must be found broken; empty: the scenario complains that somebody was wronged
 */
public record Mutation(String change, Scenario scenario, Set<Invariant> betrays) {
    /** All. */
    public static List<Mutation> all() {
        return List.of(
                new Mutation(
                        "commit-before-reply", CrashPoints.withinTransactions(), Set.of(Invariant.I1, Invariant.I11)),
                new Mutation("ignore-fencing", new WorkerStopped(Duration.ofSeconds(12)), Set.of(Invariant.I2)),
                new Mutation("drop-offset-map", new LongHead(), Set.of(Invariant.I2)),
                new Mutation("rate-limit-is-ill-health", new Poison(), Set.of()),
                new Mutation("relax-residency-on-fallback", new EuropeOut(Duration.ofSeconds(6)), Set.of(Invariant.G5)),
                new Mutation("settle-without-parked", new EverybodyOut(Duration.ofSeconds(15)), Set.of(Invariant.I1)));
    }

    /** Whether it was found out. */
    public boolean isCaughtBy(Playing.Played played) {
        boolean broken =
                played.report().broken().stream().map(Verdict::invariant).anyMatch(betrays::contains);
        return broken
                || (betrays.isEmpty()
                        && played.complaint()
                                .filter(each -> each.startsWith(Others.WRONGED))
                                .isPresent());
    }

    /** Plays its scenario with all dispatchers and the health stream changed, and puts them right again. */
    public Playing.Played play(Playing playing, ProcessBackend backend) throws Exception {
        List<ProcessPart> parts = new ArrayList<>(backend.processes());
        parts.add(backend.healthStream());
        restart(parts, List.of(Mutant.option(change)));
        playing.warmUp();
        try {
            return playing.play(scenario, Duration.ofSeconds(40));
        } finally {
            restart(parts, List.of());
        }
    }

    private static void restart(List<ProcessPart> parts, List<String> options) {
        for (ProcessPart part : parts) {
            part.stop();
            part.use(options);
            part.start();
        }
    }
}
