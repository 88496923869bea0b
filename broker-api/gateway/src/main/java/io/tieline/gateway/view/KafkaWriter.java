package io.tieline.gateway.view;

import io.tieline.platform.KafkaConnection;
import io.tieline.platform.ProducerSettings;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Writes to a topic of Kafka, waiting 15 s at most for each record. */
public final class KafkaWriter<V extends SpecificRecord> implements TopicWriter<V>, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int LARGEST_RECORD_BYTES = 9 * 1024 * 1024;

    private final Producer<String, byte[]> producer;
    private final AvroSerdes serdes;
    private final Topic<V> topic;
    private final @Nullable UnaryOperator<String> order;

    /** Keys go to partitions as with any producer. */
    public KafkaWriter(KafkaConnection kafka, AvroSerdes serdes, Topic<V> topic) {
        this(kafka, serdes, topic, null);
    }

    /**
     * Keeps records of several keys in one order.
     *
     * @param order part of a key: keys that have it in common go to the same partition; null: only equal keys do
     */
    public KafkaWriter(
            KafkaConnection kafka, AvroSerdes serdes, Topic<V> topic, @Nullable UnaryOperator<String> order) {
        this.serdes = serdes;
        this.topic = topic;
        this.order = order;
        this.producer = new KafkaProducer<>(
                kafka.clientProperties(settings()), new StringSerializer(), new ByteArraySerializer());
    }

    private static Map<String, Object> settings() {
        Map<String, Object> settings = ProducerSettings.durable(PATIENCE, LARGEST_RECORD_BYTES);
        // Somebody waits for each record.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return settings;
    }

    @Override
    public void put(String key, V value) throws IOException {
        write(key, serdes.encode(topic, value));
    }

    @Override
    public void remove(String key) throws IOException {
        write(key, null);
    }

    private void write(String key, byte @Nullable [] value) throws IOException {
        try {
            var _ = producer.send(new ProducerRecord<>(topic.name(), partitionOf(key), key, value))
                    .get();
        } catch (ExecutionException | KafkaException e) {
            throw new IOException("Kafka didn't acknowledge a record for " + topic.name() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before Kafka acknowledged a record for " + topic.name(), e);
        }
    }

    private @Nullable Integer partitionOf(String key) {
        return order == null
                ? null
                : Math.floorMod(
                        order.apply(key).hashCode(),
                        producer.partitionsFor(topic.name()).size());
    }

    @Override
    public void close() {
        producer.close(PATIENCE);
    }
}
