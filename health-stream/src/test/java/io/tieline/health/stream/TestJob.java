package io.tieline.health.stream;

import io.tieline.health.Attempts;
import io.tieline.health.state.EndpointHealth;
import io.tieline.health.state.EndpointHealthCodec;
import io.tieline.health.state.Transition;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.ProbeClaim;
import io.tieline.schemas.avro.ProviderHealth;
import io.tieline.schemas.avro.UnreadableRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The topology in Kafka's test driver. Time stands still unless the test lets it pass. */
final class TestJob implements AutoCloseable {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private static final String APPLICATION = "test-job";
    private static final Duration TICK = Duration.ofMillis(100);

    final Counters counters = new Counters();
    final PlainAvro avro = new PlainAvro();
    private final Path directory;
    private final TopologyTestDriver driver;
    private final TestInputTopic<String, byte[]> attempts;
    private final TestInputTopic<String, byte[]> claims;
    private final TestOutputTopic<String, byte[]> table;
    private final TestOutputTopic<String, byte[]> letters;
    private final Map<String, ProviderHealth> newest = new HashMap<>();
    private final List<Row> unread = new ArrayList<>();
    private Instant now;

    /**
     * A record of the health table.
     *
     * @param health empty: the key was taken out of the table
     */
    record Row(String key, Optional<ProviderHealth> health) {
        ProviderHealth get() {
            return health.orElseThrow(() -> new AssertionError(key + " was taken out of the table"));
        }
    }

    TestJob(Path directory) {
        this(directory, START);
    }

    private TestJob(Path directory, Instant now) {
        this.directory = directory;
        this.now = now;
        linkToDisk(directory);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        driver = new TopologyTestDriver(HealthTopology.build(avro.codecs(), counters), properties, now);
        attempts = driver.createInputTopic(Topics.ATTEMPTS.name(), new StringSerializer(), new ByteArraySerializer());
        claims = driver.createInputTopic(Topics.PROBE_CLAIMS.name(), new StringSerializer(), new ByteArraySerializer());
        table = output(Topics.PROVIDER_HEALTH.name());
        letters = output(Topics.ATTEMPTS_DEAD_LETTERS.name());
    }

    private TestOutputTopic<String, byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
    }

    Instant now() {
        return now;
    }

    void attempt(Attempt attempt) {
        attempt(attempt, now);
    }

    void attempt(Attempt attempt, Instant writtenAt) {
        attempts.pipeInput(attempt.getEndpointId(), PlainAvro.bytes(attempt), writtenAt);
    }

    void attempt(byte @Nullable [] bytes) {
        attempts.pipeInput("any", bytes, now);
    }

    void claim(ProbeClaim claim, Instant writtenAt) {
        claims.pipeInput(claim.getEndpointId(), PlainAvro.bytes(claim), writtenAt);
    }

    void claim(byte[] bytes) {
        claims.pipeInput("any", bytes, now);
    }

    /** Has it fail at two workers in turn until it is down; that takes a second at least. */
    void takeDown(String endpointId) {
        for (int i = 0; i < 20 && (i == 0 || health(endpointId).getState() != HealthState.DOWN); i++) {
            attempt(Attempts.bad(endpointId, "w-" + (1 + i % 2)).build());
            pass(TICK);
        }
        if (health(endpointId).getState() != HealthState.DOWN) {
            throw new AssertionError("it doesn't go down: " + health(endpointId));
        }
    }

    /** Lets time pass in small steps, as a real clock does. */
    void pass(Duration time) {
        for (Duration left = time; left.isPositive(); left = left.minus(TICK)) {
            jump(left.compareTo(TICK) < 0 ? left : TICK);
        }
    }

    /** Lets time pass until a moment. */
    void passUntil(Instant moment) {
        pass(Duration.between(now, moment));
    }

    /** Lets a long time pass in one step. */
    void jump(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
    }

    /** Records of the table since the last time that this was asked. */
    List<Row> published() {
        drain();
        List<Row> rows = List.copyOf(unread);
        unread.clear();
        return rows;
    }

    /** Those of one key. */
    List<Row> published(String key) {
        return published().stream().filter(row -> row.key().equals(key)).toList();
    }

    /** The newest record of a key. */
    ProviderHealth health(String key) {
        drain();
        ProviderHealth health = newest.get(key);
        if (health == null) {
            throw new AssertionError("the table has no " + key + ", but " + newest.keySet());
        }
        return health;
    }

    private void drain() {
        for (KeyValue<String, byte[]> each : table.readKeyValuesToList()) {
            Optional<ProviderHealth> health = Optional.ofNullable(each.value).map(PlainAvro::health);
            health.ifPresentOrElse(record -> newest.put(each.key, record), () -> newest.remove(each.key));
            unread.add(new Row(each.key, health));
        }
    }

    /** Dead letters since the last time that this was asked. */
    List<UnreadableRecord> letters() {
        return letters.readValuesToList().stream().map(PlainAvro::letter).toList();
    }

    /** What the judge has stored of an endpoint. */
    Optional<EndpointHealth> stored(String endpointId) {
        return Optional.ofNullable(store(HealthTopology.JUDGE_STORE).get(endpointId))
                .flatMap(EndpointHealthCodec::decode);
    }

    /** How often the judge wrote to its store since the last time that this was asked. */
    int writes() {
        return output(APPLICATION + "-" + HealthTopology.JUDGE_STORE + "-changelog")
                .readValuesToList()
                .size();
    }

    /** What the board remembers, the oldest first. */
    List<Transition> history() {
        List<Transition> transitions = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all =
                store(HealthTopology.HISTORY_STORE).all()) {
            all.forEachRemaining(
                    entry -> transitions.add(Transition.decode(entry.value).orElseThrow()));
        }
        transitions.sort(Comparator.comparing(Transition::at));
        return transitions;
    }

    KeyValueStore<String, byte[]> store(String name) {
        return driver.getKeyValueStore(name);
    }

    Set<String> topics() {
        return driver.producedTopicNames();
    }

    /** Ends the job, and has another one start from what it stored. */
    TestJob restart() {
        return restartAfter(Duration.ZERO);
    }

    /** The same with a time in between in which there is no job. */
    TestJob restartAfter(Duration time) {
        close();
        return new TestJob(directory, now.plus(time));
    }

    /** At its end the driver deletes the directories of its task; of a link it deletes no more than the link. */
    private static void linkToDisk(Path directory) {
        try {
            Path disk = Files.createDirectories(directory.resolve("disk"));
            Path application = Files.createDirectories(directory.resolve(APPLICATION));
            Files.createSymbolicLink(application.resolve("0_0"), disk);
        } catch (IOException e) {
            throw new UncheckedIOException("can't prepare " + directory, e);
        }
    }

    @Override
    public void close() {
        driver.close();
    }
}
