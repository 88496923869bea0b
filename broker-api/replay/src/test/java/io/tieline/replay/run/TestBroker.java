package io.tieline.replay.run;

import io.tieline.embedded.EmbeddedKafka;
import io.tieline.embedded.RegistryProcess;
import io.tieline.platform.KafkaConnection;
import io.tieline.replay.select.Reader;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.SchemaRegistration;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka with all topics, three partitions each, and a registry with their schemas. */
final class TestBroker implements AutoCloseable {
    private final EmbeddedKafka kafka = EmbeddedKafka.start();
    private final RegistryProcess registry = RegistryProcess.start();
    private final AvroSerdes serdes = AvroSerdes.connect(registry.url());
    private final Producer<String, byte[]> producer;
    private final Queue<Future<RecordMetadata>> sent = new ConcurrentLinkedQueue<>();

    TestBroker() throws ExecutionException, InterruptedException {
        SchemaRegistration.register(registry.url(), Topics.ALL);
        serdes.warmUp(Duration.ofSeconds(30));
        try (Admin admin = Admin.create(connection().clientProperties(Map.of()))) {
            admin.createTopics(Topics.ALL.stream()
                            .map(topic -> new NewTopic(topic.name(), 3, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        this.producer = new KafkaProducer<>(
                // A partition that has just been made may refuse the first batch and take the second, which then never
                // goes well.
                connection()
                        .clientProperties(
                                Map.of("acks", "all", "linger.ms", 5, "max.in.flight.requests.per.connection", 1)),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Ready for its first transaction, which may stay open for longer than any test. */
    Producer<String, byte[]> transactional(String id) {
        Producer<String, byte[]> writer = new KafkaProducer<>(
                connection()
                        .clientProperties(
                                Map.of("acks", "all", "transactional.id", id, "transaction.timeout.ms", 600_000)),
                new StringSerializer(),
                new ByteArraySerializer());
        writer.initTransactions();
        return writer;
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

    <V extends SpecificRecord> void send(Topic<V> topic, String key, V value) {
        sent.add(producer.send(new ProducerRecord<>(topic.name(), key, serdes.encode(topic, value))));
    }

    /** To the first partition, as orders are. */
    <V extends SpecificRecord> void sendFirst(Topic<V> topic, V value) {
        sent.add(producer.send(new ProducerRecord<>(topic.name(), 0, "key", serdes.encode(topic, value))));
    }

    /** Returns once all that was sent is there. */
    void flush() {
        producer.flush();
        for (Future<RecordMetadata> each = sent.poll(); each != null; each = sent.poll()) {
            try {
                each.get();
            } catch (ExecutionException | InterruptedException e) {
                throw new AssertionError("a record of the test was not taken", e);
            }
        }
    }

    /** All that is committed in a topic. */
    <V extends SpecificRecord> List<V> all(Topic<V> topic) {
        try (Reader reader = Reader.open(connection(), serdes)) {
            List<V> all = new ArrayList<>();
            reader.read(
                    reader.range(topic.name(), null),
                    record -> reader.value(topic, record).ifPresent(all::add),
                    () -> {});
            return all;
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
        registry.close();
        kafka.close();
    }
}
