package io.tieline.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.query.Asking;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.ProviderHealth;
import io.tieline.schemas.avro.SourcePosition;
import io.tieline.schemas.avro.UnreadableRecord;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole health streams on a real Kafka. Each test has a job and endpoints of its own. */
class HealthStreamIT {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private static TestPlatform platform;

    private final String job = "health-" + COUNT.incrementAndGet();
    private final String endpoint = job + "/one";

    @TempDir
    private Path directory;

    @BeforeAll
    static void startPlatform() {
        platform = new TestPlatform();
    }

    @AfterAll
    static void stopPlatform() {
        platform.close();
    }

    private HealthStream start(String disk) throws InterruptedException {
        Path state = directory.resolve(disk);
        HealthStreamConfig config = new HealthStreamConfig(
                job, state, 0, HealthStreamConfig.of(state).listen(), null);
        HealthStream stream =
                HealthStream.start(config, TestPlatform.impatient(platform.connection()), platform.serdes());
        assertThat(stream.awaitReady(TestPlatform.PATIENCE)).isTrue();
        return stream;
    }

    /** The pause goes on while nobody judges: on a slow machine it is over by the time that somebody does again. */
    private static void assertResumed(ProviderHealth before, ProviderHealth after) {
        assertThat(before.getState()).isIn(HealthState.DOWN, HealthState.PROBING);
        assertThat(after.getReason()).isEqualTo(before.getReason());
        if (after.getEpoch() == before.getEpoch()) {
            assertThat(after.getState()).isEqualTo(before.getState());
            assertThat(after.getSince()).isEqualTo(before.getSince());
            assertThat(after.getUntil()).isEqualTo(before.getUntil());
        } else {
            assertThat(after.getUpdatedAt()).as("the pause is over").isAfterOrEqualTo(before.getUntil());
            assertThat(after.getState()).isEqualTo(HealthState.PROBING);
            assertThat(after.getEpoch()).isEqualTo(before.getEpoch() + 1);
        }
    }

    @Test
    void takesAFailingEndpointOutOfTheTable() throws Exception {
        try (HealthTable table = new HealthTable(platform);
                HealthStream stream = start("disk")) {
            // Given
            Instant begin = Instant.now();
            // When
            ProviderHealth down = table.takeDown(endpoint);
            // Then
            assertThat(down.getSince()).isBetween(begin.plusMillis(900), Instant.now());
            assertThat(down.getUntil()).isAfter(down.getSince().plusMillis(4_999));
            assertThat(down.getEvidence().getWorkers()).containsExactly("w-1", "w-2");
            TestPlatform.await().until(() -> table.state("#provider/" + job).orElse(null), HealthState.DOWN::equals);
            assertThat(table.all(endpoint).stream()
                            .map(ProviderHealth::getState)
                            .distinct())
                    .containsExactly(HealthState.HEALTHY, HealthState.SUSPECT, HealthState.DOWN);
            assertThat(stream.counts().attempts()).isGreaterThanOrEqualTo(8);
        }
    }

    @Test
    void resumesDownFromItsDiskAfterItWasKilled() throws Exception {
        try (HealthTable table = new HealthTable(platform);
                MortalHealthStream mortal =
                        MortalHealthStream.start(platform, job, directory.resolve("disk"), directory.resolve("log"))) {
            // Given
            table.takeDown(endpoint);
            mortal.kill();
            List<ProviderHealth> written = table.all(endpoint);
            // When
            try (HealthStream stream = start("disk")) {
                // Then
                assertResumed(written.getLast(), table.after(written.size(), endpoint));
                assertThat(stream.isReady()).isTrue();
            }
        }
    }

    @Test
    void resumesDownFromKafkaWhereTheDiskIsEmpty() throws Exception {
        try (HealthTable table = new HealthTable(platform)) {
            // Given
            HealthStream first = start("disk");
            table.takeDown(endpoint);
            assertThat(first.close(TestPlatform.PATIENCE)).isTrue();
            List<ProviderHealth> written = table.all(endpoint);
            // When
            try (HealthStream second = start("empty disk");
                    Asking asking = new Asking(second.port())) {
                // Then
                assertResumed(written.getLast(), table.after(written.size(), endpoint));
                // The last pair may have come too late for the first one; it took more to take the endpoint down.
                assertThat(second.counts().attempts()).as("weighed twice").isLessThanOrEqualTo(2);
                Map<String, Object> history = Asking.json(asking.get("/v1/health/history"));
                assertThat(Asking.list(history, "transitions"))
                        .extracting(each -> each.get("to"))
                        .contains("SUSPECT", "DOWN");
            }
        }
    }

    /** Endpoints that are spread over all partitions, and so over all instances. */
    private List<String> manyEndpoints() {
        return IntStream.range(0, 24).mapToObj(i -> job + "/" + i).toList();
    }

    private static Set<String> endpoints(Asking asking) throws Exception {
        HttpResponse<String> answer = asking.get("/v1/health");
        Set<String> ids = new HashSet<>();
        if (answer.statusCode() == 200) {
            Asking.list(Asking.json(answer), "endpoints").forEach(each -> ids.add(String.valueOf(each.get("id"))));
        }
        return ids;
    }

    private static void awaitAnswer(Asking asking, List<String> endpoints) {
        TestPlatform.await().untilAsserted(() -> assertThat(endpoints(asking)).containsAll(endpoints));
    }

    /** Whoever doesn't hold it has to ask, and what was passed on once is not passed on again. */
    private static boolean holdsTheBoard(Asking asking) throws Exception {
        return asking.get("/v1/health", "tieline-passed-on", "1").statusCode() == 200;
    }

    @Test
    void answersForAllInstancesWhicheverIsAsked() throws Exception {
        List<String> many = manyEndpoints();
        try (HealthStream one = start("one");
                HealthStream two = start("two");
                Asking askingOne = new Asking(one.port());
                Asking askingTwo = new Asking(two.port())) {
            // When
            TestPlatform.await().pollInterval(Duration.ofMillis(200)).until(() -> {
                many.forEach(id -> platform.send(Attempts.good(id, "w-1").build()));
                return one.counts().attempts() > 0 && two.counts().attempts() > 0;
            });
            // Then
            awaitAnswer(askingOne, many);
            awaitAnswer(askingTwo, many);
            boolean oneHolds = holdsTheBoard(askingOne);
            assertThat(holdsTheBoard(askingTwo)).isEqualTo(!oneHolds);
            // When
            assertThat((oneHolds ? one : two).close(TestPlatform.PATIENCE)).isTrue();
            // Then
            awaitAnswer(oneHolds ? askingTwo : askingOne, many);
        }
    }

    @Test
    void putsPoisonAsideAndGoesOn() throws Exception {
        byte[] poison = {9, 8, 7};
        try (HealthTable table = new HealthTable(platform);
                HealthStream stream = start("disk");
                KafkaConsumer<byte[], byte[]> letters = platform.reader(Topics.ATTEMPTS_DEAD_LETTERS.name())) {
            // When
            SourcePosition bytes = platform.send(endpoint, poison);
            SourcePosition nothing = platform.send(endpoint, null);
            platform.send(Attempts.good(endpoint, "w-1").build());
            // Then
            List<UnreadableRecord> seen = lettersFrom(letters, bytes, nothing);
            assertThat(seen.getFirst().getRaw().array()).isEqualTo(poison);
            assertThat(seen.getFirst().getReason()).contains("3 bytes");
            assertThat(seen.getLast().getRaw()).isNull();
            assertThat(seen.getLast().getReason()).contains("no value");
            assertThat(table.after(0, endpoint).getState()).isEqualTo(HealthState.HEALTHY);
            assertThat(stream.counts().unreadable()).isGreaterThanOrEqualTo(2);
        }
    }

    /** One for each position, and in their order. */
    private static List<UnreadableRecord> lettersFrom(
            KafkaConsumer<byte[], byte[]> consumer, SourcePosition... positions) {
        Map<SourcePosition, UnreadableRecord> letters = new HashMap<>();
        TestPlatform.await().untilAsserted(() -> {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                UnreadableRecord letter = letter(record.value());
                letters.put(letter.getSource(), letter);
            }
            assertThat(letters).containsKeys(positions);
        });
        return Stream.of(positions)
                .map(position -> Objects.requireNonNull(letters.get(position)))
                .toList();
    }

    private static UnreadableRecord letter(byte[] bytes) {
        if (platform.serdes().decode(Topics.ATTEMPTS_DEAD_LETTERS, bytes)
                instanceof Decoded.Value<UnreadableRecord>(UnreadableRecord letter)) {
            return letter;
        }
        throw new AssertionError("a dead letter can't be read");
    }
}
