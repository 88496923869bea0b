package io.tieline.cli;

import static io.tieline.health.query.QueryServer.LONGEST_HISTORY_HOURS;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the health of the endpoints. */
@Command(
        name = "health",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Show what the whole fleet knows of its endpoints: state, reason, traffic, latencies. It is the"
                + " health stream that answers; dispatchers need not run.")
final class HealthCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(arity = "0..1", paramLabel = "ENDPOINT", description = "Only this endpoint. Default: all.")
    private @Nullable String endpoint;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Where a health stream answers. Default: health.listen of the configuration.")
    private @Nullable URI url;

    @Option(names = "--history", description = "Show what changed in the last day instead, the newest first.")
    private boolean history;

    @Option(
            names = "--hours",
            paramLabel = "N",
            defaultValue = "24",
            description = "How far back the history goes, 1 to 24. Default: ${DEFAULT-VALUE}.")
    private int hours;

    @Option(names = "--watch", description = "Show it again and again, until Ctrl-C.")
    private boolean watch;

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            defaultValue = "1s",
            description = "How often, with --watch. Default: ${DEFAULT-VALUE}.")
    private Duration every = Duration.ofSeconds(1);

    @Option(names = "--json", description = "Print the answer as JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        checkOptions();
        URI server = url == null ? config.read().health().url() : url;
        try (HealthClient client = new HealthClient(server)) {
            // A mistake shows at once; what happens later, such as a restart of the health stream, is watched too.
            show(ask(client));
            while (watch) {
                Thread.sleep(every);
                watch(client);
            }
        }
        return 0;
    }

    private void checkOptions() {
        if (hours < 1 || hours > LONGEST_HISTORY_HOURS) {
            throw new IllegalArgumentException("--hours is " + hours + ", allowed: 1 to " + LONGEST_HISTORY_HOURS);
        }
        if (!every.isPositive()) {
            throw new IllegalArgumentException("--every is 0s, allowed: longer than nothing, such as 1s");
        }
        if (url != null) {
            UrlOption.require(url, HealthClient.EXAMPLE);
        }
    }

    private JsonNode ask(HealthClient client) throws InterruptedException {
        return history ? client.history(endpoint, hours) : client.health(endpoint);
    }

    private void watch(HealthClient client) throws InterruptedException {
        try {
            show(ask(client));
        } catch (IllegalStateException | IllegalArgumentException e) {
            System.out.println(e.getMessage());
        }
    }

    private void show(JsonNode answer) {
        boolean redraw = watch && Terminal.isPresent();
        if (redraw) {
            System.out.print("\u001b[H\u001b[2J");
        }
        if (json) {
            System.out.println(answer.toPrettyString());
        } else if (history) {
            System.out.print(HealthTable.history(answer));
        } else {
            Instant asOf = Instant.parse(answer.get("asOf").asText());
            System.out.print(endpoint == null ? HealthTable.health(answer, asOf) : HealthTable.details(answer, asOf));
        }
        if (watch && !redraw) {
            System.out.println();
        }
    }
}
