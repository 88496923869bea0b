package io.tieline.dispatcher;

import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a plain read_committed reader has seen of a topic since this was made. */
final class Tail<V extends SpecificRecord> implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final TestPlatform platform;
    private final Topic<V> topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final List<V> values = new ArrayList<>();

    Tail(TestPlatform platform, Topic<V> topic) {
        this.platform = platform;
        this.topic = topic;
        Map<String, Object> settings = new HashMap<>(platform.connection().clientProperties(Map.of()));
        settings.put("isolation.level", "read_committed");
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = TestPlatform.partitionsOf(topic.name());
        consumer.assign(partitions);
        platform.ends(partitions).forEach(consumer::seek);
    }

    /** All that has been seen by now. */
    List<V> seen() {
        poll();
        return List.copyOf(values);
    }

    /** All up to the end of the log; an open transaction is waited for. */
    List<V> all() {
        Map<TopicPartition, Long> ends = platform.ends(TestPlatform.partitionsOf(topic.name()));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("a transaction over " + topic.name() + " stays open for " + PATIENCE);
            }
            poll();
        }
        return List.copyOf(values);
    }

    /** The records behind {@link #seen}. */
    List<ConsumerRecord<byte[], byte[]>> records() {
        return List.copyOf(records);
    }

    private void poll() {
        AvroSerdes serdes = platform.serdes();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
            records.add(record);
            if (!(serdes.decode(topic, record.value()) instanceof Decoded.Value<V>(V value))) {
                throw new AssertionError("a record of " + topic.name() + " can't be read: " + record);
            }
            values.add(value);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
