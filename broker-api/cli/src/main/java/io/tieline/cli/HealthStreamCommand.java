package io.tieline.cli;

import io.tieline.health.HealthStream;
import io.tieline.health.HealthStreamConfig;
import io.tieline.schemas.AvroSerdes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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
        requireFree(health.listen());
        try (AvroSerdes serdes = AvroSerdes.connect(settings.registry().url())) {
            serdes.warmUp(PATIENCE);
            HealthStream stream = HealthStream.start(health, settings.kafka().clientProperties(Map.of()), serdes);
            return Service.runUntilStopped(stream, new CompletableFuture<>());
        }
    }

    /** Told before Kafka and the registry are waited for; the server itself would find out only then. */
    private static void requireFree(InetSocketAddress listen) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(listen.getHostString(), listen.getPort()));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "can't listen at " + listen.getHostString() + ":" + listen.getPort() + " (" + e.getMessage()
                            + "): end what listens there, or name another address in the configuration (health.listen)",
                    e);
        }
    }
}
