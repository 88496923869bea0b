package io.tieline.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.spend.Priced;
import io.tieline.health.spend.Spending;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.Spend;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sums on a real Kafka, with jobs that are killed. All tests share the topic, as no two jobs may write to it. */
class SpendStreamIT {
    private static final String JOB = "spending";
    private static final int ENDPOINTS = 6;
    private static final int TENANTS = 3;

    private static TestPlatform platform;

    private final Map<String, Spend> expected = new HashMap<>();
    private final Map<String, Spend> table = new HashMap<>();

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

    /** Attempts of several tenants at several endpoints, some of them part of a job. */
    private void send(Random random, int count) {
        for (int i = 0; i < count; i++) {
            Attempt attempt = Priced.call(random.nextInt(1_000))
                    .setTenant("tenant-" + random.nextInt(TENANTS))
                    .setEndpointId("provider/" + random.nextInt(ENDPOINTS))
                    .setWorkerId("w-" + random.nextInt(2))
                    .setJobId(random.nextBoolean() ? "nightly" : null)
                    .build();
            platform.send(attempt);
            Spending.of(attempt, Instant.EPOCH)
                    .forEach(part -> expected.merge(Spending.key(part), part, Spending::sum));
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
            if (platform.serdes().decode(Topics.SPEND, record.value()) instanceof Decoded.Value<Spend>(Spend spend)) {
                table.put(new String(record.key(), StandardCharsets.UTF_8), timeless(spend));
            } else {
                throw new AssertionError("a sum can't be read");
            }
        }
    }

    /** When Kafka took them is nobody's choice. */
    private static Spend timeless(Spend spend) {
        return new Spend(
                spend.getScope(),
                spend.getName(),
                spend.getPeriod(),
                spend.getAttempts(),
                spend.getInputTokens(),
                spend.getCachedInputTokens(),
                spend.getOutputTokens(),
                spend.getCostMicroUsd(),
                spend.getEstimatedMicroUsd(),
                new HashMap<>(spend.getByWorker()),
                Instant.EPOCH);
    }

    private void awaitWhatWasSent(KafkaConsumer<byte[], byte[]> consumer) {
        TestPlatform.await().untilAsserted(() -> {
            read(consumer);
            assertThat(table).isEqualTo(expected);
        });
    }

    @Test
    void countsEveryAttemptOnceHoweverOftenItIsKilled() throws Exception {
        // Given
        long seed = System.nanoTime();
        System.out.println("Seed of the attempts: " + seed);
        Random random = new Random(seed);
        List<String> disks = List.of("one", "one", "two", "one");
        try (KafkaConsumer<byte[], byte[]> consumer = platform.reader(Topics.SPEND.name())) {
            // When
            for (int i = 0; i < disks.size(); i++) {
                Path state = directory.resolve(disks.get(i));
                try (MortalHealthStream mortal =
                        MortalHealthStream.start(platform, JOB, state, directory.resolve("log-" + i))) {
                    send(random, 200);
                    awaitSomething(consumer);
                    // In the midst of its work: some of these are counted, of some the parts are written, some aren't
                    // read.
                    send(random, 300);
                    mortal.kill();
                }
            }
            HealthStreamConfig config = new HealthStreamConfig(
                    JOB,
                    directory.resolve("last"),
                    0,
                    HealthStreamConfig.of(directory).listen(),
                    null);
            try (HealthStream stream =
                    HealthStream.start(config, TestPlatform.impatient(platform.connection()), platform.serdes())) {
                // Then
                assertThat(stream.awaitReady(TestPlatform.PATIENCE)).isTrue();
                awaitWhatWasSent(consumer);
                send(random, 100);
                awaitWhatWasSent(consumer);
                assertThat(stream.counts().priced()).isGreaterThanOrEqualTo(100);
                assertThat(stream.isReady()).isTrue();
            }
        }
    }

    private void awaitSomething(KafkaConsumer<byte[], byte[]> consumer) {
        List<Spend> before = new ArrayList<>(table.values());
        TestPlatform.await().until(() -> {
            read(consumer);
            return !new ArrayList<>(table.values()).equals(before);
        });
    }
}
