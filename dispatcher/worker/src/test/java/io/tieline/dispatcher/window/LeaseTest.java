package io.tieline.dispatcher.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.dispatcher.window.Lease.Arrived;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A partition's flights: settled, diverted, abandoned. */
class LeaseTest {
    private static final TopicPartition PARTITION = new TopicPartition("requests", 3);

    private final Lease lease = new Lease(PARTITION, new Position(100, ""));

    @AfterEach
    void leaveNoInterruptBehind() {
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void shouldCountAFlightUntilItsOutcomeIsDurable() {
        // Given
        Flight flight = arrive(100);

        // When
        lease.finish(flight);
        int finished = lease.unsettled();
        lease.settled(flight);
        int settled = lease.unsettled();

        // Then
        assertThat(finished).isEqualTo(1);
        assertThat(settled).isZero();
        assertThat(lease.position().offset()).isEqualTo(101);
        assertThat(flight.lease().partition()).isEqualTo(PARTITION);
        assertThat(flight.bytes()).isEqualTo(10);
    }

    @Test
    void shouldTellWhatWasFinishedBeforeAndWhatIsTooFarAhead() {
        // Given
        Flight head = arrive(100);

        // When, Then
        assertThat(lease.arrive(99, 1)).isInstanceOf(Arrived.FinishedBefore.class);
        assertThat(lease.arrive(100 + OffsetMap.MAX_SPAN, 1)).isInstanceOf(Arrived.Full.class);
        assertThat(lease.head()).containsSame(head);
        assertThat(lease.unsettled()).isEqualTo(1);
    }

    @Test
    void shouldInterruptTheThreadOfADivertedFlight() {
        // Given
        Flight flight = arrive(100);
        flight.runsOn(Thread.currentThread());

        // When
        flight.divert();

        // Then
        assertThat(Thread.interrupted()).isTrue();
        assertThat(flight.isDiverted()).isTrue();
    }

    @Test
    void shouldInterruptAThreadThatStartsOnlyAfterwards() {
        // Given
        Flight diverted = arrive(100);
        Flight abandoned = arrive(101);
        diverted.divert();
        abandoned.abandon();

        // When, Then
        diverted.runsOn(Thread.currentThread());
        assertThat(Thread.interrupted()).isTrue();
        abandoned.runsOn(Thread.currentThread());
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldLeaveTheThreadAloneThatIsDoneWithIt() {
        // Given
        Flight flight = arrive(100);
        flight.runsOn(Thread.currentThread());
        flight.divert();

        // When
        flight.landed();
        flight.divert();
        lease.close();

        // Then
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void shouldNotParkWhatSomebodyElseWillRun() {
        // Given
        Flight flight = arrive(100);
        flight.divert();

        // When
        lease.close();

        // Then
        assertThat(flight.isDiverted()).isFalse();
    }

    @Test
    void shouldNameThoseThatRestInTheirOrder() {
        // Given
        Flight first = arrive(100);
        Flight working = arrive(101);
        Flight second = arrive(102);
        Flight third = arrive(103);
        List.of(third, second, first).forEach(flight -> flight.rest(true));

        // When
        List<Flight> two = lease.resting(2);
        first.rest(false);

        // Then
        assertThat(two).containsExactly(first, second);
        assertThat(lease.resting(10)).containsExactly(second, third).doesNotContain(working);
    }

    @Test
    void shouldAbandonWhatIsInFlightWhenItIsClosed() {
        // Given
        Flight settled = arrive(100);
        Flight running = arrive(101);
        arrive(102);
        lease.finish(settled);
        lease.settled(settled);
        running.runsOn(Thread.currentThread());

        // When
        int abandoned = lease.close();

        // Then
        assertThat(abandoned).isEqualTo(2);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(lease.isOpen()).isFalse();
        assertThat(lease.unsettled()).isZero();
    }

    @Test
    void shouldWaitForTheLastOutcomeButNotForEver() throws Exception {
        // Given
        Flight flight = arrive(100);
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch waiting = new CountDownLatch(1);
        lease.awaitSettled(Duration.ofMillis(1));

        // When
        Thread waiter = Thread.ofVirtual().start(() -> {
            waiting.countDown();
            try {
                lease.awaitSettled(Duration.ofMinutes(1));
                done.set(true);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        waiting.await();
        boolean early = done.get();
        lease.settled(flight);

        // Then
        assertThat(early).isFalse();
        Awaitility.await().untilTrue(done);
        waiter.join();
    }

    @Test
    void shouldRefuseToStartFromForeignMetadata() {
        assertThatThrownBy(() -> new Lease(PARTITION, new Position(0, "node-7")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node-7");
    }

    @Test
    void shouldTellFromTheCommitWhatARestartWouldLeaveOut() {
        // Given
        arrive(100);
        lease.finish(arrive(101));
        arrive(102);

        // When
        Position position = lease.position();

        // Then
        assertThat(position.tellsFinished(99)).isTrue();
        assertThat(position.tellsFinished(100)).isFalse();
        assertThat(position.tellsFinished(101)).isTrue();
        assertThat(position.tellsFinished(102)).isFalse();
        assertThat(position.tellsFinished(Long.MAX_VALUE)).isFalse();
    }

    private Flight arrive(long offset) {
        return ((Arrived.Run) lease.arrive(offset, 10)).flight();
    }
}
