package io.tieline.bench.outage;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** All scenarios at their full length. */
public final class Outages {
    private static final List<Scenario> ALL = List.of(
            new TotalFailure(9, Duration.ofSeconds(30)),
            new PartialFailure(5),
            new Hang(),
            new Poison(Duration.ofSeconds(30)),
            new EverythingDown(Duration.ofMinutes(3)),
            new HealthStreamAway(Duration.ofMinutes(1)),
            new Flapping(20, Duration.ofSeconds(40), Duration.ofSeconds(20)));

    private Outages() {}

    /** Names and what they are about, a line each. */
    public static String list() {
        StringBuilder lines = new StringBuilder();
        ALL.forEach(scenario -> lines.append("  %-20s %s%n".formatted(scenario.name(), scenario.what())));
        return lines.toString();
    }

    /** Whether there is a scenario of this name. */
    public static boolean isKnown(String name) {
        return ALL.stream().anyMatch(scenario -> scenario.name().equals(name));
    }

    /**
     * Plays scenarios, each with a fleet of its own.
     *
     * @param names which ones; empty: all
     * @return whether all showed what they must
     */
    public static boolean run(Collection<String> names, Consumer<String> out) throws InterruptedException {
        boolean passed = true;
        for (Scenario scenario : ALL) {
            if (names.isEmpty() || names.contains(scenario.name())) {
                out.accept("%n%s: %s".formatted(scenario.name(), scenario.what()));
                passed &= play(scenario, out);
            }
        }
        return passed;
    }

    private static boolean play(Scenario scenario, Consumer<String> out) throws InterruptedException {
        Instant begin = Instant.now();
        Verdict verdict;
        try (Fleet fleet = Fleet.start()) {
            verdict = scenario.play(fleet);
        } catch (IllegalStateException e) {
            verdict = new Verdict.Notes()
                    .must(false, String.valueOf(e.getMessage()))
                    .verdict();
        }
        verdict.findings().forEach(finding -> out.accept("  " + finding));
        out.accept("  %s in %d s"
                .formatted(
                        verdict.isPassed() ? "passed" : "FAILED",
                        Duration.between(begin, Instant.now()).toSeconds()));
        return verdict.isPassed();
    }
}
