package io.tieline.health;

import io.tieline.embedded.EmbeddedKafka;
import io.tieline.embedded.RegistryProcess;
import io.tieline.platform.KafkaConnection;
import io.tieline.platform.RegistryConnection;
import io.tieline.platform.TopicSettings;
import io.tieline.platform.TopicSetup;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.SourcePosition;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** Kafka with the topics as the admin's step makes them, and the registry. */
final class TestPlatform implements AutoCloseable {
    static final int PARTITIONS = 4;
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private final EmbeddedKafka kafka;
    private final RegistryProcess registry;
    private final AvroSerdes serdes;
    private final Producer<byte[], byte[]> producer;

    TestPlatform() {
        CompletableFuture<RegistryProcess> starting = CompletableFuture.supplyAsync(RegistryProcess::start);
        kafka = EmbeddedKafka.start();
        registry = starting.join();
        TopicSetup.run(
                connection(),
                new RegistryConnection(registry.url()),
                new TopicSettings(PARTITIONS, 1, List.of()),
                PATIENCE);
        serdes = serdes(registry.url());
        producer = new KafkaProducer<>(
                connection().clientProperties(Map.of("linger.ms", 0)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    static AvroSerdes serdes(URI registry) {
        AvroSerdes serdes = AvroSerdes.connect(registry);
        serdes.warmUp(PATIENCE);
        return serdes;
    }

    static ConditionFactory await() {
        return Awaitility.await()
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE);
    }

    KafkaConnection connection() {
        return KafkaConnection.to(kafka.bootstrapServers());
    }

    URI registry() {
        return registry.url();
    }

    AvroSerdes serdes() {
        return serdes;
    }

    /** Settings under which a job that is killed is missed after two seconds instead of ten. */
    static Map<String, Object> impatient(KafkaConnection connection) {
        return connection.clientProperties(
                Map.of("main.consumer.session.timeout.ms", 2_000, "main.consumer.heartbeat.interval.ms", 500));
    }

    void send(Attempt attempt) {
        var _ = send(attempt.getEndpointId(), serdes.encode(Topics.ATTEMPTS, attempt));
    }

    /** Writes to the attempts, and says where it stands. */
    SourcePosition send(String key, byte @Nullable [] value) {
        Future<RecordMetadata> written = producer.send(
                new ProducerRecord<>(Topics.ATTEMPTS.name(), key.getBytes(StandardCharsets.UTF_8), value));
        producer.flush();
        RecordMetadata position = written.resultNow();
        return new SourcePosition(position.topic(), position.partition(), position.offset());
    }

    /** A plain reader of all partitions of a topic, from its beginning, that sees nothing of what was taken back. */
    KafkaConsumer<byte[], byte[]> reader(String topic) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                connection().clientProperties(Map.of("isolation.level", "read_committed")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList());
        consumer.seekToBeginning(consumer.assignment());
        return consumer;
    }

    @Override
    public void close() {
        producer.close();
        registry.close();
        kafka.close();
    }
}
