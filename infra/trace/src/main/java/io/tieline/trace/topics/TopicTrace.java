package io.tieline.trace.topics;

import io.tieline.platform.KafkaConnection;
import io.tieline.routing.Lane;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.trace.Trace;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was asked in a time out of the topics: the requests that were written then, and all attempts and replies of
 * theirs that are there by now. Joins no group and commits nothing.
 */
public final class TopicTrace {
    private static final Duration POLL = Duration.ofSeconds(1);

    /** Producers stamp records by clocks of their own: what was written later may be stamped earlier by so much. */
    private static final Duration DISORDER = Duration.ofMinutes(10);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final AvroSerdes serdes;
    private final TimeRange range;
    private final TraceBuilder builder = new TraceBuilder();
    private final Limit limit;
    private long unreadable;
    private long records;
    private int mostRequests;
    private boolean cut;

    /**
     * A trace, and what is missing from it.
     *
     * @param unreadable records that could not be read, or are requests that nobody would take, and are not in it
     * @param cut whether the limit was reached: requests of the time may be missing, or calls and replies of those that are there
     */
    public record Read(Trace trace, long unreadable, boolean cut) {}

    /**
     * How much is read at most.
     *
     * @param requests most requests, 1 or more, half of them from the interactive lane at most; those that are read first
     * @param records most records of all topics, 1 or more
     */
    public record Limit(int requests, long records) {
        /** All of it. */
        public static final Limit NONE = new Limit(Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    private TopicTrace(KafkaConsumer<byte[], byte[]> consumer, AvroSerdes serdes, TimeRange range, Limit limit) {
        this.limit = limit;
        this.consumer = consumer;
        this.serdes = serdes;
        this.range = range;
    }

    /**
     * Reads it.
     *
     * @param serdes warmed up
     * @throws org.apache.kafka.common.KafkaException if Kafka can't be read
     */
    public static Read read(KafkaConnection kafka, AvroSerdes serdes, TimeRange range) {
        return read(kafka, serdes, range, Limit.NONE);
    }

    /** The same, up to a limit. */
    public static Read read(KafkaConnection kafka, AvroSerdes serdes, TimeRange range, Limit limit) {
        Map<String, Object> settings = kafka.clientProperties(Map.of(
                "isolation.level", "read_committed", "enable.auto.commit", false, "auto.offset.reset", "earliest"));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return new TopicTrace(consumer, serdes, range, limit).read();
        }
    }

    private Read read() {
        // Neither lane is to hide the other.
        mostRequests = Math.max(1, limit.requests() / 2);
        read(Topics.REQUESTS_INTERACTIVE, true, request -> take(request, Lane.INTERACTIVE));
        mostRequests = limit.requests();
        read(Topics.REQUESTS_BATCH, true, request -> take(request, Lane.BATCH));
        read(Topics.ATTEMPTS, false, builder::attempt);
        read(Topics.REPLIES, false, builder::reply);
        return new Read(builder.trace(), unreadable, cut);
    }

    private void take(InferenceRequest request, Lane lane) {
        if (!builder.request(request, lane)) {
            unreadable++;
        }
    }

    /** All records from the beginning of the range to its end, or to where the topic ends by now, up to the limit. */
    private <V extends SpecificRecord> void read(Topic<V> topic, boolean onlyOfTheRange, Consumer<V> taker) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        // Asked for what isn't assigned, the client warns of each answer.
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        if (onlyOfTheRange) {
            ends = earlier(
                    ends, offsetsAt(partitions, range.until().plus(DISORDER).toEpochMilli()));
        }
        offsetsAt(partitions, range.from().toEpochMilli()).forEach((partition, start) -> {
            if (start == null) {
                consumer.seekToEnd(List.of(partition));
            } else {
                consumer.seek(partition, start.offset());
            }
        });
        while (isBehind(ends)) {
            if (isFull(onlyOfTheRange)) {
                cut = true;
                return;
            }
            for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
                records++;
                long end = ends.getOrDefault(new TopicPartition(found.topic(), found.partition()), 0L);
                if (found.offset() < end && (!onlyOfTheRange || range.contains(found.timestamp()))) {
                    if (onlyOfTheRange && builder.requests() >= mostRequests) {
                        cut = true;
                    } else {
                        take(topic, found.value(), taker);
                    }
                }
            }
        }
    }

    private boolean isFull(boolean ofRequests) {
        return records >= limit.records() || (ofRequests && builder.requests() >= mostRequests);
    }

    private Map<TopicPartition, OffsetAndTimestamp> offsetsAt(List<TopicPartition> partitions, long millis) {
        Map<TopicPartition, Long> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, millis));
        return consumer.offsetsForTimes(asked);
    }

    private static Map<TopicPartition, Long> earlier(
            Map<TopicPartition, Long> ends, Map<TopicPartition, OffsetAndTimestamp> first) {
        Map<TopicPartition, Long> earlier = new HashMap<>(ends);
        first.forEach((partition, offset) -> {
            if (offset != null) {
                earlier.merge(partition, offset.offset(), Math::min);
            }
        });
        return earlier;
    }

    private boolean isBehind(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    private <V extends SpecificRecord> void take(Topic<V> topic, byte @Nullable [] value, Consumer<V> taker) {
        switch (serdes.decode(topic, value)) {
            case Decoded.Value<V>(V read) -> taker.accept(read);
            case Decoded.Undecodable<V> _ -> unreadable++;
            case Decoded.RegistryAway<V>(String reason) ->
                throw new IllegalStateException("the schema registry can't be asked: " + reason);
        }
    }
}
