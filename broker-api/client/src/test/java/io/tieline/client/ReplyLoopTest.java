package io.tieline.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplyLoopTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final TopicPartition PARTITION = new TopicPartition("replies", 0);

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    private final WaitingReplies waiting = new WaitingReplies();

    @Test
    void shouldOutliveWhatKafkaThrowsAndPassOverStrangers() {
        // Given
        CompletableFuture<Reply> reply =
                waiting.add("1", Instant.MAX, () -> NoReplyException.notFound("1", "replies"), _ -> true);
        assignFromTheStart();
        consumer.setPollException(new KafkaException("broker away"));
        consumer.addRecord(record(0, "stranger", "other"));
        consumer.addRecord(record(1, null, "no key"));
        consumer.addRecord(record(2, "1", "mine"));

        // When
        try (ReplyLoop loop = start()) {
            // Then
            assertThat(loop).isNotNull();
            assertThat(reply).succeedsWithin(SOON).isEqualTo(Replies.completed("1", "mine"));
        }
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void shouldGiveUpOverdueRepliesWhileNothingArrives() {
        // Given
        assignFromTheStart();
        CompletableFuture<Reply> reply =
                waiting.add("1", Instant.now(), () -> NoReplyException.notFound("1", "replies"), _ -> true);

        // When
        try (ReplyLoop loop = start()) {
            // Then
            assertThat(loop).isNotNull();
            assertThat(reply).failsWithin(SOON);
        }
    }

    private void assignFromTheStart() {
        consumer.assign(List.of(PARTITION));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    }

    private ReplyLoop start() {
        ReplyLoop.Decoder decoder = (id, value) -> Replies.completed(id, new String(value, StandardCharsets.UTF_8));
        return ReplyLoop.start("test", consumer, waiting, decoder, () -> true);
    }

    private static ConsumerRecord<String, byte[]> record(long offset, @Nullable String key, String value) {
        return new ConsumerRecord<>("replies", 0, offset, key, value.getBytes(StandardCharsets.UTF_8));
    }
}
