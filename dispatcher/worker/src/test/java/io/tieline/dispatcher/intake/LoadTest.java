package io.tieline.dispatcher.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tieline.dispatcher.window.Flight;
import io.tieline.dispatcher.window.Lease;
import io.tieline.dispatcher.window.Lease.Arrived;
import io.tieline.dispatcher.window.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LoadTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Load load = new Load(new IntakeLimits(20, 1_000, SECOND, SECOND));
    private final Lease lease = new Lease(new TopicPartition("requests", 0), new Position(0, ""));
    private final Deque<Flight> flights = new ArrayDeque<>();
    private long offset;

    @Test
    void shouldBeFullFromTheLimitOfRecordsUntilBelowNinetyFivePercent() {
        add(19, 1);
        assertThat(load.isFull()).isFalse();
        add(1, 1);
        assertThat(load.isFull()).isTrue();
        remove(1);
        assertThat(load.isFull()).isTrue();
        remove(1);
        assertThat(load.isFull()).isFalse();
        add(1, 1);
        assertThat(load.isFull()).isFalse();
        assertThat(load.working()).isEqualTo(19);
    }

    @Test
    void shouldBeFullFromTheLimitOfBytesUntilBelowNinetyFivePercent() {
        add(1, 400);
        add(1, 599);
        assertThat(load.isFull()).isFalse();
        add(1, 1);
        assertThat(load.isFull()).isTrue();
        remove(1);
        assertThat(load.isFull()).isFalse();
    }

    @Test
    void shouldTakeOneRecordHoweverLarge() {
        assertThat(load.isFull()).isFalse();
        add(1, 5_000);
        assertThat(load.isFull()).isTrue();
        remove(1);
        assertThat(load.isFull()).isFalse();
        assertThat(load.working()).isZero();
    }

    @Test
    void shouldCountThoseThatRestByTheirBytesAlone() {
        // Given
        add(20, 10);
        boolean fullOfWork = load.isFull() && !load.isFullOfRest();

        // When
        flights.forEach(load::rest);
        boolean roomForMore = !load.isFull();
        add(8, 100);

        // Then
        assertThat(fullOfWork).isTrue();
        assertThat(roomForMore).isTrue();
        assertThat(load.working()).isEqualTo(8);
        assertThat(load.isFull()).isTrue();
        assertThat(load.isFullOfRest()).isTrue();
    }

    @Test
    void shouldCountEachRestAndWakingOnceAndForgetWhoRestsWhenItEnds() {
        // Given
        add(2, 1);
        Flight one = flights.getFirst();

        // When
        load.rest(one);
        load.rest(one);
        int resting = load.working();
        load.wake(one);
        load.wake(one);
        int awake = load.working();
        load.rest(one);
        remove(2);

        // Then
        assertThat(resting).isEqualTo(1);
        assertThat(awake).isEqualTo(2);
        assertThat(load.working()).isZero();
    }

    @Test
    void shouldCountAgainAfterARestThatWasInterrupted() {
        // Given
        add(1, 1);
        Seat seat = new Seat(flights.getFirst(), load, () -> false);
        List<Integer> during = new ArrayList<>();

        // When
        Throwable thrown = catchThrowable(() -> seat.rest(() -> {
            during.add(load.working());
            throw new InterruptedException("woken");
        }));

        // Then
        assertThat(thrown).isInstanceOf(InterruptedException.class);
        assertThat(during).containsExactly(0);
        assertThat(load.working()).isEqualTo(1);
    }

    @Test
    void shouldRefuseLimitsThatTakeNothing() {
        assertThatThrownBy(() -> new IntakeLimits(0, 1, SECOND, SECOND)).hasMessageContaining("not 0 and 1");
        assertThatThrownBy(() -> new IntakeLimits(1, 0, SECOND, SECOND)).hasMessageContaining("not 1 and 0");
    }

    private void add(int count, int bytes) {
        for (int i = 0; i < count; i++) {
            Flight flight = ((Arrived.Run) lease.arrive(offset++, bytes)).flight();
            flights.addLast(flight);
            load.add(flight);
        }
    }

    private void remove(int count) {
        for (int i = 0; i < count; i++) {
            load.remove(flights.removeFirst());
        }
    }
}
