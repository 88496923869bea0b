package io.tieline.cli;

import io.tieline.health.HealthStream;
import io.tieline.health.HealthStreamConfig;
import io.tieline.schemas.AvroSerdes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the health stream. */
@Command(
        name = "health-stream",
        mixinStandardHelpOptions = true,
        description = "Keep the provider-health table from the attempts of all dispatchers, until stopped.")
final class HealthStreamCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws Exception {
        TielineConfig settings = config.read();
        HealthStreamConfig health = new HealthStreamConfig(
                HealthStreamConfig.DEFAULT_APPLICATION_ID,
                settings.health().stateDir(),
                settings.health().standbys(),
                settings.health().listen(),
                settings.health().advertised());
        Listening.requireFree(health.listen(), "health.listen");
        try (AvroSerdes serdes = AvroSerdes.connect(settings.registry().url())) {
            serdes.warmUp(PATIENCE);
            HealthStream stream = HealthStream.start(health, settings.kafka().clientProperties(Map.of()), serdes);
            return Service.runUntilStopped(stream, new CompletableFuture<>());
        }
    }
}
