package io.tieline.cli;

import io.tieline.routing.Catalogue;
import io.tieline.trace.Trace;
import io.tieline.trace.TraceFile;
import io.tieline.whatif.play.Outages;
import io.tieline.whatif.play.Overhead;
import io.tieline.whatif.play.Play;
import io.tieline.whatif.play.RecordedWorld;
import io.tieline.whatif.play.Score;
import io.tieline.whatif.scenario.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Plays recorded requests under other catalogues and other outages. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = {
            "Tell how recorded requests would have fared under other catalogues and other outages: by the rules that"
                    + " dispatchers and the health stream go by, in virtual time, the same for the same seed. Nothing"
                    + " is sent to anybody.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  tieline simulate --from 1h --catalog new.yaml",
            "  tieline simulate --from trace.jsonl --catalog a.yaml --catalog b.yaml --outages none",
            "  tieline simulate --from 1h --export trace.jsonl",
            "  tieline simulate --strategies --out strategies.md"
        })
final class SimulateCommand implements Callable<Integer> {
    private static final double NANOS = 1e9;
    private static final Set<String> OF_A_TRACE =
            Set.of("--from", "--to", "--catalog", "--outages", "--export", "--json");

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private TraceOption trace = new TraceOption();

    @Option(
            names = "--catalog",
            paramLabel = "FILE",
            description = "A catalogue to play; several are told side by side. Default: the one that the configuration"
                    + " names.")
    private List<Path> catalogues = List.of();

    @Option(
            names = "--outages",
            paramLabel = "WHICH",
            defaultValue = "recorded",
            description = "recorded: those of the trace; none; or a file with others. Default: ${DEFAULT-VALUE}.")
    private String outages = "recorded";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "What is not recorded is drawn by it. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--export", paramLabel = "FILE", description = "Write the trace to a file, and play nothing.")
    private @Nullable Path export;

    @ArgGroup(exclusive = false, heading = "%nWays of depending on providers:%n")
    private @Nullable StrategyOptions strategies;

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (strategies != null) {
            requireNothingElse();
            return strategies.compare(out);
        }
        PrintWriter err = spec.commandLine().getErr();
        if (export != null) {
            Writable.file("--export", export);
        }
        Map<Path, Catalogue> read = export == null ? catalogues() : Map.of();
        long begun = System.nanoTime();
        Trace played = trace.read(config, err);
        if (export != null) {
            TraceFile.write(played, export);
            out.println("wrote " + played.requests().size() + " requests to " + export);
            return 0;
        }
        long known = System.nanoTime();
        SimulationReport report = play(played, read);
        out.print(json ? report.json().toPrettyString() + "\n" : report.text());
        out.flush();
        err.printf(
                "(%,d requests read in %.1f s, played %d times in %.1f s)%n",
                played.requests().size(), (known - begun) / NANOS, read.size(), (System.nanoTime() - known) / NANOS);
        return 0;
    }

    /** Strategies are compared by a load of their own. */
    private void requireNothingElse() {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        List<String> others = command.getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(OF_A_TRACE::contains)
                .toList();
        if (!others.isEmpty()) {
            throw new CommandLine.ParameterException(
                    command,
                    "--strategies has requests, catalogues and outages of its own: " + others + " is nothing to it");
        }
    }

    private SequencedMap<Path, Catalogue> catalogues() {
        List<Path> files = catalogues.isEmpty() ? List.of(config.read().requiredCatalogue()) : catalogues;
        SequencedMap<Path, Catalogue> read = new LinkedHashMap<>();
        files.forEach(file -> read.put(file, CatalogueFiles.read(file)));
        return read;
    }

    private SimulationReport play(Trace played, Map<Path, Catalogue> read) {
        List<Catalogue> all = List.copyOf(read.values());
        RecordedWorld world = new RecordedWorld(played, all, outages(played), seed);
        Overhead overhead = Overhead.of(played);
        List<SimulationReport.Column> columns = new ArrayList<>();
        columns.add(new SimulationReport.Column("happened", Score.ofWhatHappened(played, all.getFirst())));
        read.forEach((file, catalogue) ->
                columns.add(new SimulationReport.Column(file.toString(), Play.of(played, catalogue, world, overhead))));
        return new SimulationReport(played, seed, outages, columns);
    }

    private Outages outages(Trace played) {
        return switch (outages) {
            case "recorded" -> Outages.RECORDED;
            case "none" -> Outages.NONE;
            default -> Scenario.read(Path.of(outages)).from(played.startsAt());
        };
    }
}
