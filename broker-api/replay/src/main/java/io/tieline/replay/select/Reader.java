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
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what is committed in ranges of topics; a member of no group. Used by one thread. */
public final class Reader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reader.class);
    private static final Duration POLL = Duration.ofMillis(200);

    /** Any transaction of ours is over long before. */
    private static final Duration LONGEST_STANDSTILL = Duration.ofMinutes(2);

    private final KafkaConnection kafka;
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

    private Reader(KafkaConnection kafka, KafkaConsumer<byte[], byte[]> consumer, AvroSerdes serdes) {
        this.kafka = kafka;
        this.consumer = consumer;
        this.serdes = serdes;
    }

    /** Connects when it is first used. */
    public static Reader open(KafkaConnection kafka, AvroSerdes serdes) {
        return new Reader(
                kafka,
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
     * All that can be seen in the topic from this time on: it ends before the first transaction that is open.
     *
     * @param from null: from its beginning
     */
    public Range range(String topic, @Nullable Instant from) {
        List<TopicPartition> partitions = assigned(topic);
        return range(partitions, from, consumer.endOffsets(partitions));
    }

    /**
     * All that has been written to the topic from this time on. What is committed may stand behind a transaction that
     * somebody who died has left open; reading the range takes until that is over.
     *
     * @param from null: from its beginning
     */
    public Range writtenRange(String topic, @Nullable Instant from) {
        List<TopicPartition> partitions = assigned(topic);
        return range(partitions, from, writtenEnds(partitions));
    }

    private List<TopicPartition> assigned(String topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        // Asked for what isn't assigned, the client warns of each answer.
        consumer.assign(partitions);
        return partitions;
    }

    /** The consumer tells only of what it may see. */
    private Map<TopicPartition, Long> writtenEnds(List<TopicPartition> partitions) {
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(each -> each, _ -> OffsetSpec.latest()));
        try (Admin admin = Admin.create(kafka.clientProperties(Map.of()))) {
            Map<TopicPartition, Long> ends = new HashMap<>();
            admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .all()
                    .get()
                    .forEach((partition, found) -> ends.put(partition, found.offset()));
            return ends;
        } catch (ExecutionException e) {
            throw new KafkaException("Kafka doesn't say where topics end: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private Range range(List<TopicPartition> partitions, @Nullable Instant from, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> next = new HashMap<>(consumer.beginningOffsets(partitions));
        if (from != null) {
            // What stands behind an open transaction can't be found by its time: it begins where that does.
            Map<TopicPartition, Long> visible = consumer.endOffsets(partitions);
            Map<TopicPartition, Long> times =
                    partitions.stream().collect(Collectors.toMap(each -> each, _ -> from.toEpochMilli()));
            Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
            partitions.forEach(partition -> {
                OffsetAndTimestamp first = found.get(partition);
                next.put(partition, first == null ? visible.getOrDefault(partition, 0L) : first.offset());
            });
        }
        return new Range(next, ends);
    }

    /**
     * Hands over each record of the range, in the order of each partition.
     *
     * @param between called now and then, also while nothing comes
     * @throws KafkaException also if a transaction is open for longer than any of ours may be
     */
    public void read(Range range, Consumer<ConsumerRecord<byte[], byte[]>> taker, Runnable between) {
        Map<TopicPartition, Long> left = new HashMap<>(range.ends());
        left.entrySet().removeIf(end -> range.next().getOrDefault(end.getKey(), 0L) >= end.getValue());
        consumer.assign(left.keySet());
        left.keySet().forEach(partition -> consumer.seek(partition, range.next().getOrDefault(partition, 0L)));
        Standstill standstill = new Standstill();
        while (!left.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                if (record.offset() < range.ends().getOrDefault(partition, 0L)) {
                    taker.accept(record);
                }
            }
            standstill.check(left.keySet());
            left.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
            List<TopicPartition> done = consumer.assignment().stream()
                    .filter(partition -> !left.containsKey(partition))
                    .toList();
            consumer.pause(done);
            between.run();
        }
        consumer.unsubscribe();
    }

    /** Notices that reading doesn't get on. */
    private final class Standstill {
        private Map<TopicPartition, Long> positions = Map.of();
        private long since = System.nanoTime();

        void check(Set<TopicPartition> partitions) {
            Map<TopicPartition, Long> now =
                    partitions.stream().collect(Collectors.toMap(each -> each, consumer::position));
            if (!now.equals(positions)) {
                positions = now;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > LONGEST_STANDSTILL.toNanos()) {
                throw new KafkaException(
                        "nothing could be read for " + LONGEST_STANDSTILL.toSeconds() + " s at " + now
                                + ": where Kafka is up, a transaction was left open there (kafka-transactions.sh find-hanging)");
            }
        }
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
