package io.tieline.cli;

import io.tieline.dev.Demo;
import io.tieline.dev.DemoOptions;
import io.tieline.dev.DemoOptions.Outage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Summarises documents while providers fail. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Summarise documents through the embedded stack while providers fail, and count what became of every"
                        + " request. Ends with 0 only if nothing was lost or doubled.",
        footer = {
            "",
            "Examples:",
            "  tieline demo --outage primary",
            "  tieline demo ~/letters --requests 1000 --outage all --outage-for 30s",
            "  tieline demo --outage primary --kill-dispatcher --requests 1000 --json report.json"
        })
final class DemoCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE|FOLDER",
            description = "Text files to summarise, or folders of them. Default: the project's own documents.")
    private List<Path> documents = List.of();

    @Option(names = "--requests", paramLabel = "N", defaultValue = "200", description = "Default: ${DEFAULT-VALUE}.")
    private int requests;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "Requests submitted in a second. Default: so that all take about 15 seconds.")
    private int rate;

    @Option(
            names = "--outage",
            paramLabel = "none|primary|all",
            defaultValue = "none",
            description = "Which providers go dark in the middle. Default: ${DEFAULT-VALUE}.")
    private Outage outage = Outage.NONE;

    @Option(
            names = "--outage-after",
            paramLabel = "PERCENT",
            defaultValue = "30",
            description = "Share of the requests after which the outage begins. Default: ${DEFAULT-VALUE}.")
    private int outageAfter;

    @Option(
            names = "--outage-for",
            paramLabel = "DURATION",
            description = "How long the outage lasts, such as 500ms, 30s, 2m. Default: 5s; 25s where the dispatcher is"
                    + " killed, so that its successor meets the outage too.")
    private @Nullable Duration outageFor;

    @Option(
            names = "--kill-dispatcher",
            description = "Run the dispatcher as a process of its own and kill it (SIGKILL) twice.")
    private boolean kill;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the report there as JSON, too.")
    private @Nullable Path json;

    @Override
    public Integer call() throws InterruptedException {
        List<Path> sources = documents.isEmpty() ? projectDocuments() : documents;
        Duration length = outageFor == null ? Duration.ofSeconds(kill ? 25 : 5) : outageFor;
        DemoOptions options = new DemoOptions(sources, requests, rate, outage, outageAfter, length, kill, json);
        if (json != null) {
            Writable.file("--json", json);
        }
        List<String> dispatcher = List.of(Main.class.getName(), "dispatcher");
        return Demo.run(options, dispatcher, System.out, Terminal.isPresent()) ? 0 : 1;
    }

    private static List<Path> projectDocuments() {
        Path home = Path.of(System.getProperty("tieline.home", "."));
        return Stream.of(home.resolve("README.md"), home.resolve("docs"))
                .filter(Files::exists)
                .toList();
    }
}
