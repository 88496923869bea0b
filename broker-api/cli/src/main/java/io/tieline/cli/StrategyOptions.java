package io.tieline.cli;

import io.tieline.whatif.strategy.StrategyReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Compares ways of depending on providers. */
final class StrategyOptions {
    @Option(
            names = "--strategies",
            required = true,
            description = "Compare one provider, two, and one with a model of one's own, each with and without Tieline,"
                    + " under made-up incidents; nothing is read. Takes minutes.")
    private boolean wanted;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2,3,4,5,6",
            description = "A time is played for each. Default: ${DEFAULT-VALUE}.")
    private List<Long> seeds = List.of();

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "30",
            description = "How long that time is. Default: ${DEFAULT-VALUE}.")
    private int days;

    @Option(
            names = "--sampled",
            paramLabel = "N",
            defaultValue = "100",
            description = "Of so many requests one is played. Default: ${DEFAULT-VALUE}.")
    private int sampled;

    @Option(names = "--out", paramLabel = "FILE", description = "Write the page to a file.")
    private @Nullable Path out;

    int compare(PrintWriter printer) throws IOException {
        if (!wanted) {
            throw new IllegalArgumentException("--seeds, --days, --sampled and --out go with --strategies");
        }
        if (out != null) {
            Writable.file("--out", out);
        }
        StrategyReport report = new StrategyReport(seeds, days, sampled);
        if (out == null) {
            printer.print(report.write());
            printer.flush();
        } else {
            Files.writeString(out, report.write());
            printer.println("wrote " + out);
        }
        return 0;
    }
}
