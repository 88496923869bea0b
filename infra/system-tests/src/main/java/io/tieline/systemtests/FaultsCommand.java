package io.tieline.systemtests;

import io.tieline.systemtests.backend.Build;
import io.tieline.systemtests.backend.ProcessBackend;
import io.tieline.systemtests.report.FaultReport;
import io.tieline.systemtests.rig.Vitals;
import io.tieline.systemtests.scenario.Mutation;
import io.tieline.systemtests.scenario.Playing;
import io.tieline.systemtests.scenario.Scenario;
import io.tieline.systemtests.scenario.Scenarios;
import io.tieline.systemtests.scenario.Soak;
import io.tieline.testing.checker.Report;
import io.tieline.testing.checker.Rules;
import io.tieline.testing.schedule.Schedule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Harms a running Tieline on this machine, and judges what came of it. */
@Command(
        name = "tieline-faults",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Harm all parts of a Tieline on this machine, under load, and judge what came of it.",
            "Without options, every scenario is played in its short form, about ten minutes. The exit code is 0 where"
                    + " no promise was broken, everything that had to happen did, and every mutant was caught."
        })
public final class FaultsCommand implements Callable<Integer> {
    private static final double SPEED = 10;
    private static final String NEEDS_OLDER =
            "It needs an older build: --older-build FOLDER, or infra/system-tests/upgrade, which makes one.";

    @Option(names = "--list", description = "Print the scenarios and end.")
    private boolean list;

    @Option(names = "--scenario", split = ",", paramLabel = "NAME", description = "Play only these.")
    private List<String> names = List.of();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of what is left to chance. Default: 1.")
    private long seed;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "Play a soak of so many minutes instead: all faults mixed, by the seed.")
    private @Nullable Integer minutes;

    @Option(
            names = "--schedule",
            paramLabel = "FILE",
            description =
                    "The faults of a soak, a line each as a soak prints them, instead of those of the seed: to play what"
                            + " failed again, or half of it.")
    private @Nullable Path schedule;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "120",
            description = "Requests a second of a soak. Default: ${DEFAULT-VALUE}.")
    private int rate;

    @Option(
            names = "--older-build",
            paramLabel = "FOLDER",
            description =
                    "A checkout in which an older commit is built: all parts begin as that, and the scenario upgrade"
                            + " replaces them. infra/system-tests/upgrade makes one.")
    private @Nullable Path olderBuild;

    @Option(names = "--mutations", description = "Break the product on purpose, and see whether it is found out.")
    private boolean mutations;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Play scenarios, mutations and a soak (30 minutes, or --minutes), and write what was seen.")
    private @Nullable Path report;

    @Option(
            names = "--judge",
            split = ",",
            paramLabel = "FILE",
            description = "Judge histories that were kept, by what the checker knows by now, and play nothing.")
    private List<Path> histories = List.of();

    @Option(
            names = "--keep",
            paramLabel = "FOLDER",
            description = "Where histories and logs are kept; default: a new one in the folder for temporary files.")
    private @Nullable Path keep;

    private final FaultReport seen = new FaultReport();
    private final Vitals vitals = new Vitals();

    /** The command. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new FaultsCommand()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (list) {
            known().forEach(each -> System.out.printf("%-20s %s%n", each.name(), each.what()));
            return CommandLine.ExitCode.OK;
        }
        if (!histories.isEmpty()) {
            return judge();
        }
        List<Scenario> scenarios = scenarios();
        Path folder = keep == null ? Files.createTempDirectory("tieline-faults-") : Files.createDirectories(keep);
        System.out.println("seed " + seed + ", histories and logs in " + folder);
        Path parts = Files.createDirectory(folder.resolve("parts"));
        try (ProcessBackend backend = ProcessBackend.start(SPEED, parts, firstBuild());
                Playing playing = new Playing(backend, folder.resolve("histories"))) {
            seen.ran(backend.inWords(), seed);
            playing.warmUp();
            for (Scenario scenario : scenarios) {
                if (scenario.fits(backend)) {
                    tell(playing.play(scenario));
                } else {
                    System.out.println(scenario.name() + ": skipped. " + why(scenario, backend));
                }
            }
            if (mutations || report != null) {
                mutate(playing, backend);
            }
        }
        if (report != null) {
            Files.writeString(report, seen.markdown());
            System.out.println("written: " + report);
        }
        return seen.isGood() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** A history's name tells which scenario it is of, and by that what it is judged by. */
    private int judge() {
        List<Scenario> all = new ArrayList<>(known());
        all.add(soak());
        boolean good = true;
        for (Path history : histories) {
            Rules rules = all.stream()
                    .filter(each -> history.getFileName().toString().endsWith("-" + each.name() + ".jsonl"))
                    .findFirst()
                    .map(Scenario::rules)
                    .orElse(Scenario.USUAL);
            Report judged = judge(rules, history);
            good &= judged.broken().isEmpty();
            System.out.println(history
                    + (judged.broken().isEmpty() ? ": nothing is broken\n" : ": BROKEN\n")
                    + judged.toString().indent(2));
        }
        return good ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private Report judge(Rules rules, Path history) {
        try {
            return Playing.judge(rules, history);
        } catch (UncheckedIOException e) {
            throw refused("--judge: " + history + " can't be read");
        } catch (IllegalStateException e) {
            throw refused("--judge: " + e.getMessage());
        }
    }

    private static String why(Scenario scenario, ProcessBackend backend) {
        return scenario.name().equals(Scenarios.upgrade().name())
                ? NEEDS_OLDER
                : "It can't be played on " + backend.inWords() + ".";
    }

    /** The upgrade goes first, for all after it is played with this build. */
    private List<Scenario> known() {
        List<Scenario> all = new ArrayList<>();
        all.add(Scenarios.upgrade());
        all.addAll(Scenarios.shortForms(seed));
        return all;
    }

    private Build firstBuild() {
        try {
            return olderBuild == null ? Build.current() : Build.in(olderBuild);
        } catch (IllegalArgumentException e) {
            throw refused("--older-build: " + e.getMessage());
        }
    }

    private CommandLine.ParameterException refused(String why) {
        return new CommandLine.ParameterException(new CommandLine(this), why);
    }

    private List<Scenario> scenarios() {
        List<Scenario> named = named();
        List<Scenario> wanted = new ArrayList<>();
        if (report != null || (minutes == null && !mutations)) {
            wanted.addAll(named);
        }
        requireUpgradeFirst(wanted);
        if (schedule != null && report == null && minutes == null) {
            throw refused("--schedule is for a soak: say how long it is with --minutes");
        }
        if (report != null || minutes != null) {
            wanted.add(soak());
        }
        return wanted;
    }

    private Soak soak() {
        Duration length = Duration.ofMinutes(minutes == null ? 30 : minutes);
        return new Soak(seed, length, rate, planned(), vitals, System.out::println);
    }

    private List<Scenario> named() {
        try {
            return Scenarios.only(names, known());
        } catch (IllegalArgumentException e) {
            throw refused("--scenario " + e.getMessage());
        }
    }

    private Optional<Schedule> planned() {
        try {
            return schedule == null ? Optional.empty() : Optional.of(Schedule.parse(Files.readString(schedule)));
        } catch (IllegalArgumentException e) {
            throw refused("--schedule: " + e.getMessage());
        } catch (IOException e) {
            throw refused("--schedule: " + schedule + " can't be read");
        }
    }

    /** Nothing else may be played with an older build, and what is asked for alone isn't skipped. */
    private void requireUpgradeFirst(List<Scenario> wanted) {
        String upgrade = Scenarios.upgrade().name();
        boolean wants = !wanted.isEmpty() && wanted.getFirst().name().equals(upgrade);
        if (olderBuild != null && !wants) {
            throw refused("--older-build is for the scenario " + upgrade + ", which isn't among those to be played");
        }
        if (olderBuild == null && names.contains(upgrade)) {
            throw refused("--scenario " + upgrade + ": " + NEEDS_OLDER);
        }
    }

    private void tell(Playing.Played played) {
        System.out.println(played);
        seen.played(played);
        if (played.scenario() instanceof Soak) {
            vitals.lines().forEach(System.out::println);
            seen.vitals(vitals);
        }
    }

    private void mutate(Playing playing, ProcessBackend backend) throws Exception {
        for (Mutation mutation : Mutation.all()) {
            Playing.Played played = mutation.play(playing, backend);
            boolean caught = mutation.isCaughtBy(played);
            System.out.println(mutation.change() + (caught ? ": caught\n" : ": NOT CAUGHT\n") + played);
            seen.mutated(mutation, played, caught);
        }
    }
}
