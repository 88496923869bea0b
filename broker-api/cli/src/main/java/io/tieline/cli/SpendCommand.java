package io.tieline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what was spent. */
@Command(
        name = "spend",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Show what calls cost, by tenant, route, endpoint or job, the most first. Days and months are those of"
                        + " UTC. What rests on estimates is marked with ~. It is the health stream that answers.")
final class SpendCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "Only this tenant, route, endpoint or job. Default: all.")
    private @Nullable String name;

    @Option(
            names = "--by",
            paramLabel = "tenant|route|endpoint|job",
            defaultValue = "tenant",
            description = "What is added up by. Default: ${DEFAULT-VALUE}.")
    private String by = "tenant";

    @Option(
            names = "--period",
            paramLabel = "PERIOD",
            description =
                    "A day such as 2026-11-25 (kept for 90 days), a month such as 2026-11 (kept for 25 months), today, or"
                            + " month, the present one. Default: month. A job has none: it is added up as a whole.")
    private @Nullable String period;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Where a health stream answers. Default: health.listen of the configuration.")
    private @Nullable URI url;

    @Option(names = "--json", description = "Print the answer as JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (url != null) {
            UrlOption.require(url, HealthClient.EXAMPLE);
        }
        URI server = url == null ? config.read().health().url() : url;
        try (HealthClient client = new HealthClient(server)) {
            JsonNode answer = client.spend(by, period, name);
            System.out.print(json ? answer.toPrettyString() + System.lineSeparator() : SpendTable.of(answer));
        }
        return 0;
    }
}
