package io.tieline.replay.select;

import io.tieline.platform.KafkaConnection;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what is committed in ranges of topics; a member of no group. Used by one thread. */
public final class Reader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reader.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final AvroSerdes serdes;

    /**
     * Part of a topic.
     *
     * @param next offset of the first record, by partition
     * @param ends offset after the last one, by partition
     */
    public record Range(Map<TopicPartition, Long> next, Map<TopicPartition, Long> ends) {
        public Range {
            next = Map.copyOf(next);
            ends = Map.copyOf(ends);
        }
    }

    private Reader(KafkaConsumer<byte[], byte[]> consumer, AvroSerdes serdes) {
        this.consumer = consumer;
        this.serdes = serdes;
    }

    /** Connects when it is first used. */
    public static Reader open(KafkaConnection kafka, AvroSerdes serdes) {
        return new Reader(
                new KafkaConsumer<>(
                        kafka.clientProperties(Map.of(
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                "read_committed",
                                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                false,
                                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                                false,
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest")),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer()),
                serdes);
    }

    /**
     * All that is in the topic from this time on, as it ends now.
     *
     * @param from null: from its beginning
     */
    public Range range(String topic, @Nullable Instant from) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        // Asked for what isn't assigned, the client warns of each answer.
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> next = new HashMap<>(consumer.beginningOffsets(partitions));
        if (from != null) {
            Map<TopicPartition, Long> times =
                    partitions.stream().collect(Collectors.toMap(each -> each, _ -> from.toEpochMilli()));
            Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
            partitions.forEach(partition -> {
                OffsetAndTimestamp first = found.get(partition);
                next.put(partition, first == null ? ends.getOrDefault(partition, 0L) : first.offset());
            });
        }
        return new Range(next, ends);
    }

    /**
     * Hands over each record of the range, in the order of each partition.
     *
     * @param between called now and then, also while nothing comes
     */
    public void read(Range range, Consumer<ConsumerRecord<byte[], byte[]>> taker, Runnable between) {
        Map<TopicPartition, Long> left = new HashMap<>(range.ends());
        left.entrySet().removeIf(end -> range.next().getOrDefault(end.getKey(), 0L) >= end.getValue());
        consumer.assign(left.keySet());
        left.keySet().forEach(partition -> consumer.seek(partition, range.next().getOrDefault(partition, 0L)));
        while (!left.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                if (record.offset() < range.ends().getOrDefault(partition, 0L)) {
                    taker.accept(record);
                }
            }
            left.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
            List<TopicPartition> done = consumer.assignment().stream()
                    .filter(partition -> !left.containsKey(partition))
                    .toList();
            consumer.pause(done);
            between.run();
        }
        consumer.unsubscribe();
    }

    /** Hands over what the selection takes. */
    public void select(Selection selection, Consumer<Found> taker) {
        Range range = range(selection.source().topicName(), selection.filter().from());
        read(
                range,
                record -> found(selection.source(), record)
                        .filter(selection.filter()::takes)
                        .ifPresent(taker),
                () -> {});
    }

    /** What a record of a source holds; empty where nobody can read it. */
    public Optional<Found> found(Source source, ConsumerRecord<byte[], byte[]> record) {
        return switch (source) {
            case DEAD_LETTERS -> value(Topics.DEAD_LETTERS, record).map(Found::of);
            case INTERACTIVE -> request(Topics.REQUESTS_INTERACTIVE, record);
            case BATCH -> request(Topics.REQUESTS_BATCH, record);
        };
    }

    private Optional<Found> request(Topic<InferenceRequest> lane, ConsumerRecord<byte[], byte[]> record) {
        return value(lane, record).map(request -> Found.of(request, Instant.ofEpochMilli(record.timestamp())));
    }

    /**
     * The value of a record; empty where it is none of the topic's, which is logged.
     *
     * @throws KafkaException if the registry would have to be asked and is away
     */
    public <V extends SpecificRecord> Optional<V> value(Topic<V> topic, ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return Optional.empty();
        }
        return switch (serdes.decode(topic, record.value())) {
            case Decoded.Value<V>(V value) -> Optional.of(value);
            case Decoded.Undecodable<V>(String reason) -> {
                LOG.atDebug()
                        .addKeyValue("topic", record.topic())
                        .addKeyValue("partition", record.partition())
                        .addKeyValue("offset", record.offset())
                        .addKeyValue("reason", reason)
                        .log("a record can't be read; passed over");
                yield Optional.empty();
            }
            case Decoded.RegistryAway<V>(String reason) ->
                throw new KafkaException("a record of " + record.topic() + " waits for the registry: " + reason);
        };
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
