package io.tieline.replay.run;

import io.tieline.replay.select.Reader;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.InferenceReply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Follows the replies to requests that were run again, and the calls that are made for them. How far replies have been read
 * is committed with the counts that come of them; calls are judged as they come, and are nobody's count. Used by one thread.
 */
final class ReplyWatch implements AutoCloseable {
    private static final String MARK = "~";

    private final Consumer<byte[], byte[]> consumer;
    private final Reader decoder;
    private final List<TopicPartition> replies;
    private final List<TopicPartition> calls;
    private boolean following;

    /** Who is told. */
    interface Listener {
        void ended(InferenceReply reply);

        /** A call to a provider is over, whosever it was. */
        void called(Attempt attempt);
    }

    /** Takes the consumer over. */
    ReplyWatch(Consumer<byte[], byte[]> consumer, Reader decoder, Collection<String> replyTopics) {
        this.consumer = consumer;
        this.decoder = decoder;
        this.replies = replyTopics.stream()
                .flatMap(topic -> partitions(topic).stream())
                .toList();
        this.calls = partitions(Topics.ATTEMPTS.name());
    }

    private List<TopicPartition> partitions(String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    List<TopicPartition> replyPartitions() {
        return replies;
    }

    /**
     * Begins.
     *
     * @param committed how far replies have been read; those of other partitions are followed from now on
     */
    void follow(Map<TopicPartition, OffsetAndMetadata> committed) {
        if (following) {
            return;
        }
        following = true;
        consumer.assign(Stream.concat(replies.stream(), calls.stream()).toList());
        consumer.seekToEnd(calls);
        Map<TopicPartition, Long> ends = consumer.endOffsets(replies);
        for (TopicPartition partition : replies) {
            OffsetAndMetadata known = committed.get(partition);
            consumer.seek(partition, known == null ? ends.getOrDefault(partition, 0L) : known.offset());
        }
        calls.forEach(consumer::position);
    }

    /** Nothing is expected any more. */
    void rest() {
        if (following) {
            following = false;
            consumer.unsubscribe();
        }
    }

    /** Tells what has come, waiting for it as long as this. */
    void poll(Duration patience, Listener listener) {
        if (!following) {
            return;
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
            if (record.topic().equals(Topics.ATTEMPTS.name())) {
                decoder.value(Topics.ATTEMPTS, record).ifPresent(listener::called);
            } else if (record.key() != null && new String(record.key(), StandardCharsets.UTF_8).contains(MARK)) {
                decoder.value(Topics.REPLIES, record)
                        .filter(reply -> reply.getReplayOf() != null)
                        .ifPresent(listener::ended);
            }
        }
    }

    /** How far replies have been read. */
    Map<TopicPartition, OffsetAndMetadata> positions() {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        if (following) {
            replies.forEach(partition -> positions.put(partition, new OffsetAndMetadata(consumer.position(partition))));
        }
        return positions;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
