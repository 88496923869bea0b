package io.tieline.health;

import io.tieline.health.query.QueryServer;
import io.tieline.health.stream.Counters;
import io.tieline.health.stream.HealthCodecs;
import io.tieline.health.stream.HealthTopology;
import io.tieline.platform.TopicCheck;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running health stream: reads the attempts of all dispatchers and keeps the provider-health table. Its two topics
 * must exist before it starts. Thread-safe.
 */
public final class HealthStream implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(HealthStream.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PAUSE_BEFORE_REPLACEMENT = Duration.ofSeconds(1);

    private final KafkaStreams streams;
    private final Counters counters;
    private final QueryServer server;
    private final CountDownLatch running = new CountDownLatch(1);

    private HealthStream(KafkaStreams streams, Counters counters, QueryServer server) {
        this.streams = streams;
        this.counters = counters;
        this.server = server;
        streams.setUncaughtExceptionHandler(HealthStream::replaceThread);
        streams.setStateListener((state, before) -> {
            LOGGER.atInfo()
                    .addKeyValue("state", state)
                    .addKeyValue("before", before)
                    .log("Health stream changed state");
            if (state == KafkaStreams.State.RUNNING) {
                running.countDown();
            }
        });
    }

    /**
     * Starts the job and returns at once; {@link #awaitReady} waits for it.
     *
     * @param kafka how to reach Kafka: {@code bootstrap.servers} and whatever security needs
     * @param serdes best warmed up: what can't be decoded because the registry is away is passed over
     * @throws IllegalStateException if a topic is missing, with what to do about it; nothing is left running then
     */
    public static HealthStream start(HealthStreamConfig config, Map<?, ?> kafka, AvroSerdes serdes) {
        requireTopics(kafka);
        StartingBoard board = new StartingBoard();
        QueryServer server = new QueryServer(config.listen(), board, InstantSource.system());
        try {
            HostInfo self = new HostInfo(config.advertisedHost(), server.port());
            Counters counters = new Counters();
            KafkaStreams streams = new KafkaStreams(
                    HealthTopology.build(HealthCodecs.of(serdes), counters), streamsProperties(config, self, kafka));
            HealthStream stream = new HealthStream(streams, counters, server);
            streams.start();
            board.isHere(new StreamsBoard(streams, self));
            return stream;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static void requireTopics(Map<?, ?> kafka) {
        Properties properties = new Properties();
        properties.putAll(kafka);
        try (Admin admin = Admin.create(properties)) {
            Map<String, Integer> partitions = TopicCheck.partitions(
                    admin, Topics.ALL.stream().map(Topic::name).toList());
            Integer attempts = partitions.get(Topics.ATTEMPTS.name());
            Integer claims = partitions.get(Topics.PROBE_CLAIMS.name());
            if (!Objects.equals(attempts, claims)) {
                throw new IllegalStateException(Topics.ATTEMPTS.name() + " has " + attempts + " partitions and "
                        + Topics.PROBE_CLAIMS.name() + " has " + claims
                        + ": they must be as many, so that what belongs to an endpoint comes together");
            }
        }
    }

    /** Where questions are answered over HTTP, on the address of the configuration. */
    public int port() {
        return server.port();
    }

    /** Whether the job has its share of the work and all state is restored. */
    public boolean isReady() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** Waits until the job has been ready for the first time; false where the time was not enough. */
    public boolean awaitReady(Duration timeout) throws InterruptedException {
        return running.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** What this instance has met since it started. */
    public HealthCounts counts() {
        return new HealthCounts(counters.attempts.sum(), counters.unreadable.sum(), counters.unpublished.sum());
    }

    /**
     * Stops the job and leaves the group, so that another instance takes over at once.
     *
     * @return false where the time was not enough for it to end in order
     */
    public boolean close(Duration timeout) {
        server.close();
        return streams.close(
                CloseOptions.timeout(timeout).withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    }

    @Override
    public void close() {
        if (!close(CLOSE_TIMEOUT)) {
            LOGGER.atWarn().addKeyValue("timeout", CLOSE_TIMEOUT).log("Health stream didn't end in time");
        }
    }

    static Properties streamsProperties(HealthStreamConfig config, HostInfo self, Map<?, ?> kafka) {
        Properties properties = new Properties();
        properties.putAll(kafka);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, self.host() + ":" + self.port());
        properties.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDirectory().toString());
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbys());
        properties.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        // Together these two take a record through in 25 ms; with the defaults it waits for the commit, 30 s.
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        // An instance that died is replaced before dispatchers find the table stale, at 15 s.
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        // Bounds only what a crash repeats.
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 500L);
        return properties;
    }

    /** The pause keeps a fault that doesn't pass, such as a missing topic, from spinning. */
    private static StreamThreadExceptionResponse replaceThread(Throwable fault) {
        LOGGER.atError().setCause(fault).log("A thread of the health stream failed and is replaced");
        LockSupport.parkNanos(PAUSE_BEFORE_REPLACEMENT.toNanos());
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
}
