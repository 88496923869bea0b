package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes on while a topic can't be read, or something in it can't be taken. */
@Timeout(60)
class CompactedTopicTest {
    private static final String NAME = "t";
    private static final TopicPartition PARTITION = new TopicPartition(NAME, 0);
    private static final Duration POLL = Duration.ofMillis(10);

    private final FailingConsumer consumer = new FailingConsumer();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final AtomicInteger afterPolls = new AtomicInteger();

    @Test
    void shouldPauseWhileItMayNotReadAndStillLetWhatIsKnownGrowOld() {
        try (CompactedTopic _ = follow(afterPolls::incrementAndGet)) {
            // Given
            consumer.fail(new TopicAuthorizationException(Set.of(NAME)));

            // When
            long begin = System.nanoTime();
            int agedBefore = afterPolls.get();
            Awaitility.await().until(() -> consumer.failures.get() >= 3);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);

            // Then
            assertThat(took).isGreaterThan(Duration.ofMillis(1_800));
            assertThat(afterPolls.get() - agedBefore).isGreaterThanOrEqualTo(2);

            // When
            consumer.fail(null);
            add(0, "a");

            // Then
            Awaitility.await().until(() -> taken.contains("a"));
        }
    }

    @Test
    void shouldNotWaitForThePauseToEndWhenItCloses() {
        // Given
        CompactedTopic topic = follow(afterPolls::incrementAndGet);
        consumer.fail(new TopicAuthorizationException(Set.of(NAME)));
        Awaitility.await().pollInterval(POLL).until(() -> consumer.failures.get() == 1);

        // When
        long begin = System.nanoTime();
        topic.close();

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(700));
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void shouldGoOnAfterADefectOfAPoll() {
        try (CompactedTopic _ = follow(afterPolls::incrementAndGet)) {
            // Given
            consumer.fail(new IllegalStateException("a defect"));
            Awaitility.await().until(() -> consumer.failures.get() > 0);

            // When
            consumer.fail(null);
            add(0, "a");

            // Then
            Awaitility.await().until(() -> taken.contains("a"));
        }
    }

    @Test
    void shouldPassOverARecordThatCantBeTaken() {
        try (CompactedTopic _ = follow(afterPolls::incrementAndGet)) {
            // When
            add(0, "a");
            add(1, "defect");
            add(2, "b");
            Awaitility.await().until(() -> taken.contains("b"));
            int before = afterPolls.get();

            // Then
            Awaitility.await().until(() -> afterPolls.get() > before);
            assertThat(taken).containsExactly("a", "b");
        }
    }

    @Test
    void shouldGoOnAfterADefectOfWhatFollowsAPoll() {
        try (CompactedTopic _ = follow(() -> {
            if (afterPolls.incrementAndGet() == 1) {
                throw new IllegalStateException("a defect");
            }
        })) {
            // When
            Awaitility.await().until(() -> afterPolls.get() > 1);
            add(0, "a");

            // Then
            Awaitility.await().until(() -> taken.contains("a"));
        }
    }

    private CompactedTopic follow(Runnable afterPoll) {
        return new CompactedTopic(consumer, NAME, POLL, this::take, () -> {
            // The stand-in never waits for records, and nobody else gets a turn at it while it is polled.
            LockSupport.parkNanos(POLL.toNanos());
            afterPoll.run();
        });
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (key.equals("defect")) {
            throw new IllegalStateException(key);
        }
        taken.add(key);
    }

    private void add(long offset, String key) {
        consumer.addRecord(new ConsumerRecord<>(NAME, 0, offset, key.getBytes(StandardCharsets.UTF_8), new byte[] {1}));
    }

    /** Kafka's own stand-in, failing for as long as it is told to. */
    private static final class FailingConsumer extends MockConsumer<byte[], byte[]> {
        private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        private final AtomicInteger failures = new AtomicInteger();

        FailingConsumer() {
            super("earliest");
            updatePartitions(NAME, List.of(new PartitionInfo(NAME, 0, Node.noNode(), new Node[0], new Node[0])));
            updateBeginningOffsets(Map.of(PARTITION, 0L));
            updateEndOffsets(Map.of(PARTITION, 0L));
        }

        void fail(@Nullable RuntimeException thrown) {
            failure.set(thrown);
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            RuntimeException thrown = failure.get();
            if (thrown != null) {
                failures.incrementAndGet();
                throw thrown;
            }
            return super.poll(timeout);
        }
    }
}
