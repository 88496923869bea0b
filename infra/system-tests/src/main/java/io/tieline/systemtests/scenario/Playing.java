package io.tieline.systemtests.scenario;

import io.tieline.schemas.AvroSerdes;
import io.tieline.systemtests.backend.Backend;
import io.tieline.systemtests.backend.TestCatalogue;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.testing.checker.Checker;
import io.tieline.testing.checker.Report;
import io.tieline.testing.checker.Rules;
import io.tieline.testing.checker.Verdict;
import io.tieline.testing.history.HistoryFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Plays scenarios on a backend, one after the other, and has their histories judged. Used by one thread. */
public final class Playing implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Backend backend;
    private final AvroSerdes serdes;
    private final Path folder;
    private int played;

    /**
     * Plays on a backend, which is not closed here.
     *
     * @param folder where histories are kept
     */
    public Playing(Backend backend, Path folder) throws IOException {
        this.backend = backend;
        this.folder = Files.createDirectories(folder);
        serdes = AvroSerdes.connect(backend.registryUrl());
        serdes.warmUp(PATIENCE);
    }

    /**
     * What came of one.
     *
     * @param complaint what had to happen and didn't, or had to be known and isn't; empty where all did and is
     * @param drained whether every acknowledged request had its reply in the end
     * @param notes what else was seen
     */
    public record Played(
            Scenario scenario,
            Report report,
            Optional<String> complaint,
            boolean drained,
            List<String> notes,
            Path history) {
        /** Whether nothing that was promised was broken, and all happened that had to. */
        public boolean isGood() {
            return complaint.isEmpty() && drained && report.broken().isEmpty();
        }

        @Override
        public String toString() {
            return told(history);
        }

        /** The same for those who haven't the folder. */
        public String withoutFolder() {
            return told(history.getFileName());
        }

        private String told(Path file) {
            return scenario.name()
                    + (isGood()
                            ? ": good"
                            : ": NOT GOOD" + complaint.map(" (%s)"::formatted).orElse(""))
                    + (drained ? "" : ", NOT DRAINED") + "\n"
                    + report.toString().indent(2)
                    + String.join("\n", notes).indent(2) + "  history: " + file;
        }
    }

    /** Returns when every endpoint has answered. */
    public void warmUp() throws Exception {
        try (Rig rig = new Rig(backend, serdes, file("warm-up"))) {
            for (String endpoint : TestCatalogue.endpoints()) {
                for (int i = 0; i < 10; i++) {
                    rig.load().publish(Kind.USUAL.on(TestCatalogue.routeOf(endpoint)));
                }
            }
            if (!rig.drain(PATIENCE)) {
                throw new IllegalStateException(rig.open() + " requests have no reply after " + PATIENCE
                        + " though nothing was harmed; logs: " + backend.logs());
            }
        }
    }

    private Path file(String name) {
        played++;
        return folder.resolve("%02d-%s.jsonl".formatted(played, name));
    }

    /** Plays one. */
    public Played play(Scenario scenario) throws Exception {
        return play(scenario, PATIENCE);
    }

    /**
     * Plays one.
     *
     * @param patience how long the last replies are waited for
     */
    Played play(Scenario scenario, Duration patience) throws Exception {
        Path file = file(scenario.name());
        Optional<String> complaint = Optional.empty();
        boolean drained;
        List<String> notes;
        try (Rig rig = new Rig(backend, serdes, file)) {
            try {
                scenario.play(rig);
            } catch (IllegalStateException e) {
                complaint = Optional.of(String.valueOf(e.getMessage()));
                rig.simulator().clear();
            }
            drained = rig.drain(patience);
            if (drained) {
                rig.lookOn(scenario.aftermath());
                drained = rig.drain(patience);
            }
            rig.quiet();
            complaint = complaint.or(rig::failures);
            notes = rig.notes();
        }
        Report report = judge(scenario.rules(), file);
        return new Played(scenario, report, complaint.or(() -> unjudged(scenario, report)), drained, notes, file);
    }

    /** Judges a history, by all that the checker knows. */
    public static Report judge(Rules rules, Path history) {
        return Checker.of(rules).check(new HistoryFiles(List.of(history)));
    }

    private static Optional<String> unjudged(Scenario scenario, Report report) {
        return scenario.mustJudge().stream()
                .sorted()
                .map(report::on)
                .filter(verdict -> !verdict.isJudged())
                .map(Verdict::toString)
                .reduce((one, other) -> one + "; " + other);
    }

    @Override
    public void close() {
        serdes.close();
    }
}
