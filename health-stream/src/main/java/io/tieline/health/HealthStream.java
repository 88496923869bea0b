package io.tieline.health;

import io.tieline.health.query.QueryServer;
import io.tieline.health.stream.Counters;
import io.tieline.health.stream.HealthCodecs;
import io.tieline.health.stream.HealthTopology;
import io.tieline.health.stream.SpendCodecs;
import io.tieline.health.stream.SpendTopology;
import io.tieline.platform.TopicCheck;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running health stream: reads the attempts of all dispatchers and keeps two tables, one of the endpoints' health and one of
 * what is spent, by a job each. The topics must exist before it starts. Thread-safe.
 */
public final class HealthStream implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(HealthStream.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final StreamsJob health;
    private final StreamsJob spend;
    private final Counters counters;
    private final QueryServer server;

    private HealthStream(StreamsJob health, StreamsJob spend, Counters counters, QueryServer server) {
        this.health = health;
        this.spend = spend;
        this.counters = counters;
        this.server = server;
    }

    /**
     * Starts both jobs and returns at once; {@link #awaitReady} waits for it.
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
            StreamsJob health = new StreamsJob(
                    "health",
                    HealthTopology.build(HealthCodecs.of(serdes), counters),
                    JobSettings.health(config, self, kafka));
            StreamsJob spend = new StreamsJob(
                    "spend",
                    SpendTopology.build(SpendCodecs.of(serdes), counters),
                    JobSettings.spend(config, self, kafka));
            health.start();
            spend.start();
            board.isHere(new StreamsBoard(health.streams(), new SpendBoard(spend.streams(), serdes), self));
            return new HealthStream(health, spend, counters, server);
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

    /** Whether both jobs have their share of the work and all state is restored. */
    public boolean isReady() {
        return health.isReady() && spend.isReady();
    }

    /** Waits until both jobs have been ready for the first time; false where the time was not enough. */
    public boolean awaitReady(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        return health.awaitReady(timeout) && spend.awaitReady(Duration.ofNanos(end - System.nanoTime()));
    }

    /** What this instance has met since it started. */
    public HealthCounts counts() {
        return new HealthCounts(
                counters.attempts.sum(),
                counters.unreadable.sum(),
                counters.unpublished.sum(),
                counters.priced.sum(),
                counters.unpriced.sum());
    }

    /**
     * Stops both jobs and leaves their groups, so that another instance takes over at once.
     *
     * @return false where the time was not enough for them to end in order
     */
    public boolean close(Duration timeout) {
        server.close();
        long end = System.nanoTime() + timeout.toNanos();
        boolean ended = health.close(timeout);
        // Both are asked in any case: with no time left, the second one is told to end and not waited for.
        return spend.close(Duration.ofNanos(Math.max(0, end - System.nanoTime()))) && ended;
    }

    @Override
    public void close() {
        if (!close(CLOSE_TIMEOUT)) {
            LOGGER.atWarn().addKeyValue("timeout", CLOSE_TIMEOUT).log("Health stream didn't end in time");
        }
    }
}
