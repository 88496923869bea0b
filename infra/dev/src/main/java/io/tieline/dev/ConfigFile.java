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
final class ConfigFile {
    private ConfigFile() {}

    /** Where the parts of the stack are found. */
    record Places(String bootstrapServers, URI registry, int partitions, int healthPort) {}

    static Path write(Path file, Places places, Catalogue catalogue) {
        StringBuilder yaml = new StringBuilder();
        yaml.append("# Written by the embedded stack: how other commands find it while it runs.\n");
        yaml.append("kafka:\n  bootstrap-servers: ")
                .append(places.bootstrapServers())
                .append('\n');
        yaml.append("registry:\n  url: ").append(places.registry()).append('\n');
        yaml.append("topics:\n  partitions: ").append(places.partitions()).append('\n');
        yaml.append("health:\n  listen: 127.0.0.1:").append(places.healthPort()).append('\n');
        yaml.append("dispatcher:\n  worker-id: embedded\n");
        yaml.append("catalogue:\n  endpoints:\n");
        catalogue.endpoints().forEach(endpoint -> append(yaml, endpoint));
        yaml.append("  routes:\n");
        catalogue.routes().forEach(route -> append(yaml, route));
        try {
            return Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
    }

    private static void append(StringBuilder yaml, Endpoint endpoint) {
        yaml.append("    - id: ").append(endpoint.id()).append('\n');
        yaml.append("      provider: ").append(endpoint.provider()).append('\n');
        yaml.append("      model: ").append(endpoint.model()).append('\n');
        yaml.append("      format: ")
                .append(endpoint.format().name().toLowerCase(Locale.ROOT))
                .append('\n');
        yaml.append("      base-url: ").append(endpoint.baseUrl()).append('\n');
        yaml.append("      price:\n");
        yaml.append("        input-usd-per-million: ")
                .append(endpoint.price().inputUsdPerMillion())
                .append('\n');
        yaml.append("        output-usd-per-million: ")
                .append(endpoint.price().outputUsdPerMillion())
                .append('\n');
        yaml.append("      quality: { score: ")
                .append(endpoint.quality().score())
                .append(" }\n");
        yaml.append("      context-window: ").append(endpoint.contextWindow()).append('\n');
        yaml.append("      timeout: ").append(endpoint.timeout().toSeconds()).append("s\n");
        yaml.append("      failure-domains: ").append(endpoint.failureDomains()).append('\n');
    }

    private static void append(StringBuilder yaml, Route route) {
        yaml.append("    - name: ").append(route.name()).append('\n');
        yaml.append("      candidates:\n");
        route.candidates()
                .forEach(
                        candidate -> yaml.append("        - ").append(candidate).append('\n'));
    }
}
