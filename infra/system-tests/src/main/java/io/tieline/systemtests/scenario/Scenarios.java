package io.tieline.systemtests.scenario;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** All scenarios but the soak. */
public final class Scenarios {
    private Scenarios() {}

    /** The one that needs an older build to begin with. */
    public static Scenario upgrade() {
        return new Upgrade();
    }

    /**
     * Those of these names, separated by commas; all of them where none is named.
     *
     * @throws IllegalArgumentException if there is none of a name
     */
    public static List<Scenario> only(String names, List<Scenario> scenarios) {
        if (names.isBlank()) {
            return scenarios;
        }
        return Stream.of(names.split(",", -1))
                .map(name -> scenarios.stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("there is no scenario '" + name + "'")))
                .toList();
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
