package io.tieline.dispatcher.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.dispatcher.window.Flight;
import io.tieline.dispatcher.window.Lease;
import io.tieline.dispatcher.window.Lease.Arrived;
import io.tieline.dispatcher.window.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
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
