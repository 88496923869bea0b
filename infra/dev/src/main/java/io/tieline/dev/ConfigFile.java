package io.tieline.dev;

import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Writes the configuration with which other processes find the embedded stack. */
public final class ConfigFile {
    private static final String HEADER = "# Written by the embedded stack at each start: ";

    private ConfigFile() {}

    /** Where the parts of the stack are found. */
    record Places(String bootstrapServers, URI registry, int partitions, int healthPort, Path files, Path catalogue) {}

    /** Writes {@code tieline.yaml}. */
    static Path write(Path file, Places places) {
        // Whole, because the file may be copied elsewhere.
        Path catalogue = places.catalogue().toAbsolutePath();
        return write(
                file,
                HEADER
                        + """
                how other commands find it while it runs.
                kafka:
                  bootstrap-servers: %s
                registry:
                  url: %s
                topics:
                  partitions: %d
                health:
                  listen: 127.0.0.1:%d
                dispatcher:
                  worker-id: embedded
                files:
                  folder: %s
                catalogue: %s
                """.formatted(
                                        places.bootstrapServers(),
                                        places.registry(),
                                        places.partitions(),
                                        places.healthPort(),
                                        quoted(places.files().toAbsolutePath().toString()),
                                        quoted(catalogue.toString())));
    }

    /** Writes {@code catalogue.yaml}. */
    public static Path write(Path file, Catalogue catalogue) {
        StringBuilder yaml = new StringBuilder(HEADER).append("changes count while it runs.\nproviders:\n");
        catalogue.endpoints().stream()
                .map(Endpoint::provider)
                .distinct()
                .forEach(provider -> yaml.append("  - name: ").append(provider).append('\n'));
        yaml.append("endpoints:\n");
        catalogue.endpoints().forEach(endpoint -> yaml.append(yaml(endpoint)));
        yaml.append("routes:\n");
        catalogue.routes().forEach(route -> yaml.append(yaml(route)));
        return write(file, yaml.toString());
    }

    /** Writes {@code keys.yaml}, with a key that may be used for all that callers and operators do. */
    public static Path writeKey(Path file, String sha256, String tenant) {
        return write(file, HEADER + """
                others go into TIELINE_API_KEYS.
                keys:
                  - name: embedded
                    sha256: %s
                    tenant: %s
                    rights: [submit, read_own, operate]
                """.formatted(sha256, tenant));
    }

    private static Path write(Path file, String yaml) {
        try {
            return Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
    }

    private static String yaml(Endpoint endpoint) {
        return """
                  - id: %s
                    provider: %s
                    model: %s
                    operation: %s
                    format: %s
                    base-url: %s
                    jurisdiction: %s
                    price: { input-usd-per-million: %s, output-usd-per-million: %s }
                    quality: { score: %s }
                    context-window: %d
                    features: %s
                    limits: { concurrency: %d }
                    timeout: %ds
                    failure-domains: %s
                """.formatted(
                        endpoint.id(),
                        endpoint.provider(),
                        endpoint.model(),
                        endpoint.operation().name().toLowerCase(Locale.ROOT),
                        endpoint.format().word(),
                        endpoint.baseUrl(),
                        endpoint.jurisdiction(),
                        endpoint.price().inputUsdPerMillion(),
                        endpoint.price().outputUsdPerMillion(),
                        endpoint.quality().score(),
                        endpoint.contextWindow(),
                        endpoint.features().stream().sorted().toList(),
                        endpoint.concurrency(),
                        endpoint.timeout().toSeconds(),
                        endpoint.failureDomains());
    }

    private static String yaml(Route route) {
        return "  - name: " + route.name() + "\n    candidates: [" + String.join(", ", route.candidates()) + "]\n";
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
