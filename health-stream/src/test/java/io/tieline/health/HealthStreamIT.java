package io.tieline.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tieline.embedded.EmbeddedKafka;
import io.tieline.embedded.RegistryProcess;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.SchemaRegistration;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.ProviderHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthStreamIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static EmbeddedKafka kafka;
    private static RegistryProcess registry;
    private static AvroSerdes serdes;
    private static KafkaProducer<String, byte[]> producer;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start();
        registry = RegistryProcess.start();
        SchemaRegistration.register(registry.url(), Topics.ALL);
        serdes = AvroSerdes.connect(registry.url());
        serdes.warmUp(PATIENCE);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(Stream.of(Topics.ATTEMPTS, Topics.PROVIDER_HEALTH)
                            .map(topic -> new NewTopic(topic.name(), 3, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 0),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        registry.close();
        kafka.close();
    }

    @Test
    void shouldKeepTheTableFromAttemptsAndGoOnWhereItStoppedAfterARestart() throws Exception {
        // Given
        try (Table table = new Table();
                HealthStream stream = startStream("first")) {
            assertThat(stream.awaitReady(PATIENCE)).isTrue();

            // When
            send("it-broken", "provider.server_error", 10);
            producer.send(new ProducerRecord<>(Topics.ATTEMPTS.name(), "it-broken", new byte[] {9, 9}))
                    .get();

            // Then
            ProviderHealth health = table.awaitRecord("it-broken", 10);
            assertThat(health.getState()).isEqualTo(HealthState.SUSPECT);
            assertThat(health.getEpoch()).isEqualTo(1);
            assertThat(health.getFailuresLastMinute()).isEqualTo(Map.of("provider.server_error", 10L));
            await().atMost(PATIENCE).until(() -> stream.counts().undecodable() == 1);
        }

        // When: another instance, with nothing on its disk, takes over.
        try (Table table = new Table();
                HealthStream stream = startStream("second")) {
            long restarted = System.nanoTime();
            ProviderHealth restored = table.awaitRecord("it-broken", 10);

            // Then
            System.out.printf(
                    "Back after %d ms%n",
                    Duration.ofNanos(System.nanoTime() - restarted).toMillis());
            assertThat(restored.getEpoch()).isEqualTo(1);
            assertThat(stream.counts().attempts()).isZero();
        }
    }

    private HealthStream startStream(String instance) throws IOException {
        Path state = Files.createDirectory(directory.resolve(instance));
        Properties properties = new Properties();
        properties.put("bootstrap.servers", kafka.bootstrapServers());
        return HealthStream.start(HealthStreamConfig.of(state), properties, serdes);
    }

    private static void send(String endpointId, String code, int times)
            throws ExecutionException, InterruptedException {
        for (int i = 0; i < times; i++) {
            Attempt attempt = Avro.attempt(endpointId, code, Instant.now(), Duration.ofSeconds(1));
            producer.send(new ProducerRecord<>(
                            Topics.ATTEMPTS.name(), endpointId, serdes.encode(Topics.ATTEMPTS, attempt)))
                    .get();
        }
    }

    /** Reads the table from now on. */
    private static final class Table implements AutoCloseable {
        private final KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer());

        Table() {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.PROVIDER_HEALTH.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
        }

        ProviderHealth awaitRecord(String endpointId, long attempts) {
            return await().atMost(PATIENCE)
                    .until(() -> poll(endpointId, attempts), Optional::isPresent)
                    .orElseThrow();
        }

        private Optional<ProviderHealth> poll(String endpointId, long attempts) {
            List<ProviderHealth> polled = new ArrayList<>();
            consumer.poll(Duration.ofMillis(50))
                    .forEach(record -> polled.add(
                            serdes.deserializer(Topics.PROVIDER_HEALTH).deserialize(record.topic(), record.value())));
            return polled.stream()
                    .filter(health -> health.getEndpointId().equals(endpointId))
                    .filter(health -> health.getAttemptsLastMinute() == attempts)
                    .findFirst();
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
