package io.tieline.cli;

import io.tieline.routing.Catalogue;
import io.tieline.trace.dependency.DependencyIndex;
import io.tieline.trace.dependency.Dimension;
import io.tieline.trace.dependency.Member;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells how much depends on whom. */
@Command(
        name = "dependency",
        mixinStandardHelpOptions = true,
        description = {
            "Tell what would go unanswered if a provider, a model, a cloud or a region were gone: at the asked quality,"
                    + " where the data may go. And how concentrated traffic and spend are, and all of it as one score from 0"
                    + " (nothing hangs on anybody) to 100 (everything hangs on one).",
            "",
            "With --from it is about the requests of that time; without, about one plain request on each route for each"
                    + " tenant that may use it."
        },
        footer = {"", "Example: tieline dependency --from 24h"})
final class DependencyCommand implements Callable<Integer> {
    private static final double PERCENT = 100;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private TraceOption trace = new TraceOption();

    @Option(
            names = "--catalog",
            paramLabel = "FILE",
            description = "A catalogue. Default: the one that the configuration names.")
    private @Nullable Path catalogueFile;

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Catalogue catalogue =
                CatalogueFiles.read(catalogueFile == null ? config.read().requiredCatalogue() : catalogueFile);
        DependencyIndex index = trace.isGiven()
                ? DependencyIndex.of(trace.read(config, spec.commandLine().getErr()), catalogue)
                : DependencyIndex.of(catalogue);
        out.print(json ? index.toJson().toPrettyString() + "\n" : text(index));
        out.flush();
        return 0;
    }

    private String text(DependencyIndex index) {
        StringBuilder text = new StringBuilder(String.format(
                        Locale.ROOT,
                        "AI Dependency Index %.1f of 100, by %,d %s%n",
                        index.score(),
                        index.requests(),
                        trace.isGiven() ? "requests" : "plain requests, one on each route for each tenant")
                .replace(System.lineSeparator(), "\n"));
        if (index.unanswerable() > 0) {
            text.append(percent(index.unanswerable()))
                    .append(" of them nobody may answer; the rest is about the others\n");
        }
        for (Dimension dimension : Dimension.values()) {
            TextTable table = new TextTable(dimension.name(), "STILL ANSWERED WITHOUT IT", "TRAFFIC", "SPEND");
            for (Member member : index.membersOf(dimension)) {
                table.row(
                        member.name(), percent(member.answered()), percent(member.traffic()), percent(member.spend()));
            }
            text.append('\n').append(table);
        }
        return text.append(String.format(
                                Locale.ROOT,
                                "%nConcentration on providers (1: all at one): traffic %.2f, spend %.2f%n",
                                index.concentration(Dimension.PROVIDER),
                                index.spendConcentration(Dimension.PROVIDER))
                        .replace(System.lineSeparator(), "\n"))
                .toString();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", PERCENT * share);
    }
}
