package io.tieline.dispatcher.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.dispatcher.window.Flight;
import io.tieline.dispatcher.window.Lease;
import io.tieline.dispatcher.window.Lease.Arrived;
import io.tieline.dispatcher.window.Position;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes durable, what is tried again, and what vanishes. */
class SettlerTest {
    private static final TopicPartition PARTITION = new TopicPartition("requests", 0);
    private static final ConsumerGroupMetadata GROUP = new MockConsumer<>("earliest").groupMetadata();

    private final List<TestProducer> producers = new CopyOnWriteArrayList<>();
    private final Map<TopicPartition, Position> committed = new HashMap<>();
    private final List<Flight> done = new CopyOnWriteArrayList<>();
    private final AtomicInteger undone = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private final Lease lease = new Lease(PARTITION, new Position(100, ""));
    private final Settler settler = new Settler(
            new Transactions(this::producer), _ -> committed, GROUP, done::add, undone::incrementAndGet, nanos::get);
    private final CompletableFuture<Void> run = new CompletableFuture<>();

    @AfterEach
    void stop() {
        settler.stop();
        Awaitility.await().until(run::isDone);
        assertThat(producers.getLast().closed()).isTrue();
    }

    @Test
    void shouldWriteAllThatFinishedTogetherWithTheOffsets() {
        // Given
        Flight head = arrive(100);
        Flight second = arrive(101);
        Flight third = arrive(102);
        settler.offer(third, settlement("c"));
        settler.offer(second, settlement("b"));

        // When
        start();
        Awaitility.await().until(() -> done.size() == 2);
        Position beforeTheHead = committedOffset();
        settler.offer(head, settlement("a"));
        Awaitility.await().until(() -> done.size() == 3);

        // Then
        assertThat(values()).containsExactly("c", "b", "a");
        assertThat(beforeTheHead.offset()).isEqualTo(100);
        assertThat(beforeTheHead.tellsFinished(101)).isTrue();
        assertThat(beforeTheHead.tellsFinished(102)).isTrue();
        assertThat(committedOffset()).isEqualTo(new Position(103, ""));
        assertThat(lease.unsettled()).isZero();
        assertThat(producers).hasSize(1);
    }

    @Test
    void shouldBeginAnewWhereKafkaHasUndoneWhatItAcknowledged() {
        // Given a commit that was acknowledged
        start();
        settler.offer(arrive(100), settlement("a"));
        Awaitility.await().until(() -> done.size() == 1);

        // When it is undone, and a minute later something else has finished
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        Flight next = arrive(101);
        settler.offer(next, settlement("b"));
        Awaitility.await().until(() -> done.contains(next));

        // Then nothing is committed past what has lost its reply
        assertThat(undone).hasValue(1);
        assertThat(lease.isOpen()).isFalse();
        assertThat(committedOffset()).isEqualTo(new Position(101, ""));
        assertThat(values()).containsExactly("a");
    }

    @Test
    void shouldGoOnAfterAWhileWhereKafkaStandsByWhatItAcknowledged() {
        // Given
        start();
        settler.offer(arrive(100), settlement("a"));
        Awaitility.await().until(() -> done.size() == 1);
        committed.put(PARTITION, new Position(101, ""));

        // When
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        settler.offer(arrive(101), settlement("b"));
        Awaitility.await().until(() -> done.size() == 2);

        // Then
        assertThat(undone).hasValue(0);
        assertThat(committedOffset()).isEqualTo(new Position(102, ""));
    }

    @Test
    void shouldWriteNothingOfAPartitionThatWasGivenUp() {
        // Given
        Flight flight = arrive(100);
        settler.release(List.of(lease));
        settler.offer(flight, settlement("a"));

        // When
        start();
        Awaitility.await().until(() -> done.contains(flight));

        // Then
        assertThat(values()).isEmpty();
        assertThat(producers.getLast().consumerGroupOffsetsHistory()).isEmpty();
    }

    @Test
    void shouldTryTheSameOutcomesAgainWhenTheMembershipWasStale() {
        // Given
        producers.getLast().sendOffsetsToTransactionException = new CommitFailedException("stale epoch");
        settler.offer(arrive(100), settlement("a"));

        // When
        start();
        Awaitility.await().until(() -> producers.getLast().transactionAborted());
        settler.offer(arrive(101), settlement("b"));
        producers.getLast().sendOffsetsToTransactionException = null;
        Awaitility.await().until(() -> done.size() == 2);

        // Then
        assertThat(values()).containsExactly("a", "b");
        assertThat(committedOffset().offset()).isEqualTo(102);
        assertThat(producers).hasSize(1);
    }

    @Test
    void shouldAskTheOffsetsWhenNobodyKnowsWhetherATransactionTookEffect() {
        // Given
        producers.getLast().commitTransactionException = new KafkaException("connection lost");
        producers.getLast().abortTransactionException = new KafkaException("no way back");
        committed.put(PARTITION, new Position(101, ""));
        settler.offer(arrive(100), settlement("took effect"));
        settler.offer(arrive(101), settlement("did not"));

        // When
        start();
        Awaitility.await().until(() -> done.size() == 2);

        // Then
        assertThat(producers).hasSize(2);
        assertThat(producers.getFirst().closed()).isTrue();
        assertThat(values()).containsExactly("did not");
        assertThat(committedOffset().offset()).isEqualTo(102);
    }

    @Test
    void shouldNotBelieveOffsetsThatWentBack() {
        // Given
        Flight head = arrive(100);
        settler.offer(arrive(101), settlement("a"));
        start();
        Awaitility.await().until(() -> done.size() == 1);
        // Until Kafka has said so itself, it may be undone.
        committed.put(PARTITION, committedOffset());
        assertThat(settler.committed(Set.of(PARTITION))).isEqualTo(committed);

        // When
        committed.put(PARTITION, new Position(100, ""));

        // Then
        assertThatThrownBy(() -> settler.committed(Set.of(PARTITION)))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("offset 100 of requests-0 was committed, and now Kafka says 100 with less");

        // When
        committed.clear();

        // Then
        assertThatThrownBy(() -> settler.committed(Set.of(PARTITION)))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("that none is")
                .hasMessageContaining("Restart the broker");

        // When the coordinator has its state again
        committed.put(PARTITION, committedOffset());

        // Then
        assertThat(settler.committed(Set.of(PARTITION))).isEqualTo(committed);
        settler.offer(head, settlement("b"));
        Awaitility.await().until(() -> done.size() == 2);
    }

    @Test
    void shouldAskAgainForACommitThatWasNotConfirmed() {
        // Given
        producers.getLast().commitTransactionException = new TimeoutException("not yet");
        settler.offer(arrive(100), settlement("a"));

        // When
        start();
        Awaitility.await().until(() -> producers.getLast().commits.get() > 1);
        producers.getLast().commitTransactionException = null;
        Awaitility.await().until(() -> done.size() == 1);

        // Then
        assertThat(values()).containsExactly("a");
        assertThat(producers).hasSize(1);
    }

    @Test
    void shouldBeBehindAsLongAsOutcomesWaitForKafkaTooLong() {
        // Given
        producers.getLast().commitTransactionException = new TimeoutException("not yet");
        settler.offer(arrive(100), settlement("a"));
        start();
        Awaitility.await().until(() -> producers.getLast().commits.get() > 1);

        // Then
        assertThat(settler.isBehind()).isFalse();

        // When
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());

        // Then
        assertThat(settler.isBehind()).isTrue();

        // When
        producers.getLast().commitTransactionException = null;

        // Then
        Awaitility.await().until(() -> !settler.isBehind());
        assertThat(values()).containsExactly("a");
    }

    @Test
    void shouldNotBeBehindWithWhatWasGivenUp() {
        // Given
        producers.getLast().sendOffsetsToTransactionException = new CommitFailedException("not a member");
        Flight flight = arrive(100);
        settler.offer(flight, settlement("a"));
        start();
        Awaitility.await().until(() -> producers.getLast().transactionAborted());
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(settler.isBehind()).isTrue();

        // When
        settler.release(List.of(lease));

        // Then
        Awaitility.await().until(() -> !settler.isBehind());
        assertThat(done).containsExactly(flight);
    }

    @Test
    void shouldWriteASmallerOutcomeForOneThatKafkaRefuses() {
        // Given
        settler.offer(arrive(100), settlement("fits"));
        settler.offer(arrive(101), new Settlement(List.of(record("x".repeat(500))), () -> List.of(record("small"))));

        // When
        start();
        Awaitility.await().until(() -> done.size() == 2);

        // Then
        assertThat(values()).containsExactly("fits", "small");
        assertThat(committedOffset().offset()).isEqualTo(102);
    }

    @Test
    void shouldLeaveOutWhatKafkaRefusesEvenOfTheSmallerOutcome() {
        // Given
        ProducerRecord<byte[], byte[]> large = record("x".repeat(500));
        settler.offer(arrive(100), settlement("before"));
        settler.offer(arrive(101), new Settlement(List.of(large), () -> List.of(large, record("the dead letter"))));
        settler.offer(arrive(102), new Settlement(List.of(large), () -> List.of(large, large)));
        settler.offer(arrive(103), settlement("after"));

        // When
        start();
        Awaitility.await().until(() -> done.size() == 4 || run.isDone());

        // Then
        assertThat(run).isNotDone();
        assertThat(values()).containsExactly("before", "the dead letter", "after");
        assertThat(committedOffset().offset()).isEqualTo(104);
        assertThat(lease.unsettled()).isZero();
    }

    @Test
    void shouldStopWhenAnotherOneTookItsName() {
        // Given
        producers.getLast().commitTransactionException = new ProducerFencedException("a successor is there");
        settler.offer(arrive(100), settlement("a"));

        // When
        start();

        // Then
        assertThat(run)
                .failsWithin(10, TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .withMessageContaining("another dispatcher with the same worker-id");
        assertThat(done).isEmpty();
    }

    private void start() {
        Thread.ofVirtual().start(() -> {
            try {
                settler.run();
                run.complete(null);
            } catch (RuntimeException e) {
                run.completeExceptionally(e);
            }
        });
    }

    private TestProducer producer() {
        TestProducer producer = new TestProducer();
        producers.add(producer);
        return producer;
    }

    private Flight arrive(long offset) {
        return ((Arrived.Run) lease.arrive(offset, 10)).flight();
    }

    private static Settlement settlement(String value) {
        return new Settlement(List.of(record(value)), () -> List.of(record("smaller")));
    }

    private static ProducerRecord<byte[], byte[]> record(String value) {
        return new ProducerRecord<>("replies", value.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> values() {
        return producers.stream()
                .flatMap(producer -> producer.history().stream())
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private Position committedOffset() {
        var groups = producers.getLast().consumerGroupOffsetsHistory().getLast();
        var offsets = Objects.requireNonNull(groups.get(GROUP.groupId()));
        OffsetAndMetadata offset = Objects.requireNonNull(offsets.get(PARTITION));
        return new Position(offset.offset(), offset.metadata());
    }
}
