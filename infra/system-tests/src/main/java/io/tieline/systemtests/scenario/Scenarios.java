package io.tieline.systemtests.scenario;

import java.time.Duration;
import java.util.List;

/** All scenarios but the soak. */
public final class Scenarios {
    private Scenarios() {}

    /** The one that needs an older build to begin with. */
    public static Scenario upgrade() {
        return new Upgrade();
    }

    /**
     * Those of these names, in their own order; all of them where none is named.
     *
     * @throws IllegalArgumentException if there is none of a name; says which there are
     */
    public static List<Scenario> only(List<String> names, List<Scenario> scenarios) {
        List<String> known = scenarios.stream().map(Scenario::name).toList();
        names.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(unknown -> {
            throw new IllegalArgumentException("is '" + unknown + "', allowed: " + String.join(", ", known));
        });
        return scenarios.stream()
                .filter(each -> names.isEmpty() || names.contains(each.name()))
                .toList();
    }

    /** Whether a run of the tests plays it: those of every run, all where {@code -Dtieline.thorough} asks for it, and those named. */
    public static boolean isPlayed(Scenario scenario) {
        return scenario.isOfEveryRun()
                || !named().isEmpty()
                || !System.getProperty("tieline.thorough", "false").equals("false");
    }

    /** Short forms for tests: those that {@code -Dtieline.scenarios=NAME,NAME} names, or all. */
    public static List<Scenario> asked(long seed) {
        return only(named(), shortForms(seed));
    }

    private static List<String> named() {
        String names = System.getProperty("tieline.scenarios", "");
        return names.isBlank() ? List.of() : List.of(names.split(",", -1));
    }

    /**
     * Short forms. What an endpoint has to recover from takes its time: each has another endpoint fail, and those that need
     * all of them come last. Waiting is compared where dispatchers have run for a while, for a fresh one is slow at first.
     *
     * @param seed of what is left to chance
     */
    public static List<Scenario> shortForms(long seed) {
        return List.of(
                new ProviderOut(Duration.ofSeconds(5)),
                new ModelHalfOut(),
                new WorkersKilled(3, seed),
                new BrokenAnswers(),
                new WorkerStopped(Duration.ofSeconds(10)),
                new Hanging(),
                new BrokerKilled(Duration.ofSeconds(2), Duration.ofSeconds(12)),
                new Flapping(4, Duration.ofSeconds(2), Duration.ofSeconds(2)),
                new RegistryAway(Duration.ofSeconds(5)),
                new Neighbours(Duration.ofSeconds(5)),
                new Poison(),
                new RollingRestart(),
                CrashPoints.everywhere(),
                new ClockWrong(),
                new LongHead(),
                new DiskFull(Duration.ofSeconds(5)),
                new EuropeOut(Duration.ofSeconds(6)),
                new HealthStreamAway(Duration.ofSeconds(20)),
                new EverybodyOut(Duration.ofSeconds(15)));
    }
}
