package io.tieline.dev;

import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceReply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What Kafka holds, read by a plain {@code read_committed} consumer: the requests that were accepted and every reply to
 * them. Nothing here asks the dispatcher. Used by one thread.
 */
public final class Evidence implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final AvroSerdes serdes;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<String> accepted = new HashSet<>();
    private final Map<String, List<Seen>> replies = new HashMap<>();

    /** A reply and when Kafka got it. */
    public record Seen(InferenceReply reply, Instant at) {}

    /** Reads both topics from now on: what was there before is not looked at. */
    public Evidence(Map<String, Object> connection, AvroSerdes serdes) {
        this.serdes = serdes;
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : List.of(Topics.REQUESTS_BATCH.name(), Topics.REPLIES.name())) {
            consumer.partitionsFor(topic).forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /**
     * Reads what came meanwhile.
     *
     * @param onFirstReply told of the first reply to each request
     */
    public void read(Consumer<InferenceReply> onFirstReply) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            String id = new String(record.key(), StandardCharsets.UTF_8);
            if (record.topic().equals(Topics.REQUESTS_BATCH.name())) {
                accepted.add(id);
            } else {
                InferenceReply reply = decode(record);
                List<Seen> seen = replies.computeIfAbsent(id, key -> new ArrayList<>());
                seen.add(new Seen(reply, Instant.ofEpochMilli(record.timestamp())));
                if (seen.size() == 1) {
                    onFirstReply.accept(reply);
                }
            }
        }
    }

    private InferenceReply decode(ConsumerRecord<byte[], byte[]> record) {
        if (serdes.decode(Topics.REPLIES, record.value())
                instanceof Decoded.Value<InferenceReply>(InferenceReply reply)) {
            return reply;
        }
        throw new IllegalStateException("the reply topic holds something that is no reply, at offset " + record.offset()
                + " of partition " + record.partition());
    }

    /** Whether all of these were accepted and answered. */
    public boolean isComplete(int requests) {
        return accepted.size() >= requests && replies.keySet().containsAll(accepted);
    }

    public Set<String> accepted() {
        return Set.copyOf(accepted);
    }

    /** Replies by request id, in the order in which they were written. */
    public Map<String, List<Seen>> replies() {
        return Map.copyOf(replies);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
