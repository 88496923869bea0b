package io.tieline.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka broker and controller in this process, on 127.0.0.1, for development, tests and small installations.
 *
 * <p>This is the only class that touches Kafka's server, which is no public API: a new Kafka version is tried here.
 * What Kafka takes for a fatal fault ends the broker, never this process; {@link #fault()} tells it.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final int STARTS = 3;
    private static final AtomicReference<@Nullable String> FAULT = new AtomicReference<>();

    private final KafkaRaftServer server;
    private final String bootstrapServers;
    private final Path dataDir;
    private final boolean keep;

    private EmbeddedKafka(KafkaRaftServer server, String bootstrapServers, Path dataDir, boolean keep) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
        this.dataDir = dataDir;
        this.keep = keep;
    }

    /**
     * How the broker is set up.
     *
     * @param dataDir where its data stays over restarts; null: in a fresh directory that closing deletes
     * @param port where clients reach it; 0: any free one
     * @param brokerProperties settings of the broker that win over those of this class
     */
    public record Options(@Nullable Path dataDir, int port, Map<String, String> brokerProperties) {
        public Options {
            Ports.requireValid(port);
            brokerProperties = Map.copyOf(brokerProperties);
        }

        /** Fresh data on a free port. */
        public static Options fresh() {
            return new Options(null, 0, Map.of());
        }

        /**
         * Data that stays in {@code dataDir}, on a free port. Give it the same port at each start: what a transaction
         * left to be done is sent to the port of old, and until it arrives readers of committed records wait.
         */
        public static Options kept(Path dataDir) {
            return new Options(dataDir, 0, Map.of());
        }

        /** The same on a fixed port. */
        public Options withPort(int newPort) {
            return new Options(dataDir, newPort, brokerProperties);
        }

        /** The same with one more setting of the broker. */
        public Options with(String brokerProperty, String value) {
            Map<String, String> all = new HashMap<>(brokerProperties);
            all.put(brokerProperty, value);
            return new Options(dataDir, port, all);
        }
    }

    /** Starts a broker with fresh data on a free port. */
    public static EmbeddedKafka start() {
        return start(Options.fresh());
    }

    /**
     * Starts a broker; when this returns, it takes requests.
     *
     * @throws IllegalStateException if its port is in use, or it doesn't come up, with Kafka's reason as the cause
     */
    public static EmbeddedKafka start(Options options) {
        Exit.setExitProcedure(EmbeddedKafka::fatal);
        Exit.setHaltProcedure(EmbeddedKafka::fatal);
        // Whoever starts a broker closes it. In a process that ends already no hook can be added, and Kafka would fail.
        Exit.setShutdownHookAdder(
                (name, hook) -> LOG.atDebug().addKeyValue("name", name).log("Hook not added"));
        FAULT.set(null);
        Ports.requireFree(options.port(), "Kafka");
        Path dataDir = Optional.ofNullable(options.dataDir()).orElseGet(Directories::temporary);
        try {
            return startIn(dataDir, options);
        } catch (RuntimeException | Error e) {
            if (options.dataDir() == null) {
                Directories.delete(dataDir);
            }
            throw e;
        }
    }

    private static EmbeddedKafka startIn(Path dataDir, Options options) {
        // A free port can be taken by somebody else before Kafka binds it; a second choice settles that. Where there is
        // no choice, what failed once fails again.
        int starts = options.port() == 0 ? STARTS : 1;
        RuntimeException last = new IllegalStateException("never tried");
        for (int i = 0; i < starts; i++) {
            try {
                return startOnce(options, dataDir);
            } catch (RuntimeException e) {
                last = e;
                LOG.atWarn().addKeyValue("dataDir", dataDir).setCause(e).log("Kafka didn't start");
            }
        }
        throw new IllegalStateException("Kafka didn't start in " + dataDir + ": " + last.getMessage(), last);
    }

    private static EmbeddedKafka startOnce(Options options, Path dataDir) {
        int port = options.port() == 0 ? Ports.free() : options.port();
        format(dataDir);
        Map<String, String> properties = BrokerProperties.of(port, Ports.free(), dataDir);
        properties.putAll(options.brokerProperties());
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        try {
            server.startup();
        } catch (RuntimeException e) {
            server.shutdown();
            throw e;
        }
        return new EmbeddedKafka(server, "127.0.0.1:" + port, dataDir, options.dataDir() != null);
    }

    private static void format(Path dataDir) {
        if (Files.exists(dataDir.resolve("meta.properties"))) {
            return;
        }
        try {
            Files.createDirectories(dataDir);
            new Formatter()
                    .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                    .setNodeId(BrokerProperties.NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName(BrokerProperties.CONTROLLER)
                    .addDirectory(dataDir.toString())
                    .setMetadataLogDirectory(dataDir.toString())
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException("can't write Kafka's data directory " + dataDir, e);
        } catch (Exception e) {
            throw new IllegalStateException("can't format Kafka's data directory " + dataDir, e);
        }
    }

    private static void fatal(int status, @Nullable String message) {
        String fault = "Kafka wanted to end the process with status " + status + ": " + message;
        FAULT.compareAndSet(null, fault);
        LOG.atError()
                .addKeyValue("status", status)
                .addKeyValue("reason", message)
                .log("Kafka broker failed");
        // Kafka's callers count on not coming back from here.
        throw new IllegalStateException(fault);
    }

    /** Where clients reach it, such as {@code 127.0.0.1:40123}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Why the broker gave up; empty while it hasn't. One for all brokers of this process since the last start. */
    public Optional<String> fault() {
        return Optional.ofNullable(FAULT.get());
    }

    /** Stops the broker and waits for its end; deletes the data unless they were to be kept. */
    @Override
    public void close() {
        try {
            server.shutdown();
            server.awaitShutdown();
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("Kafka didn't stop cleanly");
        }
        if (!keep) {
            Directories.delete(dataDir);
        }
    }
}
