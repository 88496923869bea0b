package io.tieline.dispatcher.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotsTest {
    private static final Duration NOT_AT_ALL = Duration.ZERO;
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void shouldGiveAsManyAsThereAre() throws Exception {
        // Given
        Slots slots = new Slots(2);

        // When, Then
        assertThat(slots.take(NOT_AT_ALL)).isTrue();
        assertThat(slots.hasRoom()).isTrue();
        assertThat(slots.take(NOT_AT_ALL)).isTrue();
        assertThat(slots.hasRoom()).isFalse();
        assertThat(slots.take(NOT_AT_ALL)).isFalse();
        slots.giveBack();
        assertThat(slots.take(NOT_AT_ALL)).isTrue();
    }

    @ParameterizedTest(name = "{1} of {0}: {2}")
    @CsvSource({"100, 0.1, 10", "100, 0.25, 25", "3, 0.5, 2", "1, 0.1, 1", "10, 0.01, 1", "7, 1.0, 7"})
    void shouldAllowAShareButOneAtLeast(int most, double share, int allowed) throws Exception {
        // Given
        Slots slots = new Slots(most);

        // When
        slots.allow(share);

        // Then
        for (int i = 0; i < allowed; i++) {
            assertThat(slots.take(NOT_AT_ALL)).as("slot %s", i).isTrue();
        }
        assertThat(slots.take(NOT_AT_ALL)).isFalse();
    }

    @Test
    void shouldNotTakeAwayWhatIsInUseWhenTheShareShrinks() throws Exception {
        // Given
        Slots slots = new Slots(4);
        for (int i = 0; i < 4; i++) {
            slots.take(NOT_AT_ALL);
        }

        // When
        slots.allow(0.5);
        slots.giveBack();
        slots.giveBack();
        boolean stillFull = slots.take(NOT_AT_ALL);
        slots.giveBack();
        boolean room = slots.take(NOT_AT_ALL);

        // Then
        assertThat(stillFull).isFalse();
        assertThat(room).isTrue();
    }

    @Test
    void shouldLetThoseWaitingInWhenTheShareGrows() throws Exception {
        // Given
        Slots slots = new Slots(4);
        slots.allow(0.1);
        slots.take(NOT_AT_ALL);
        CompletableFuture<Boolean> second = taking(slots);
        CompletableFuture<Boolean> third = taking(slots);
        Awaitility.await().during(Duration.ofMillis(50)).until(() -> !second.isDone() && !third.isDone());

        // When
        slots.allow(1);

        // Then
        assertThat(second).succeedsWithin(LONG).isEqualTo(true);
        assertThat(third).succeedsWithin(LONG).isEqualTo(true);
    }

    @Test
    void shouldServeWhoWaitsLongestFirstAndNobodyFromBehind() throws Exception {
        // Given
        Slots slots = new Slots(1);
        slots.take(NOT_AT_ALL);
        List<Integer> order = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            Thread thread = Thread.ofVirtual().start(() -> {
                take(slots);
                order.add(number);
                slots.giveBack();
            });
            Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        }

        // When
        boolean jumped = slots.take(NOT_AT_ALL);
        slots.giveBack();

        // Then
        assertThat(jumped).isFalse();
        Awaitility.await().untilAsserted(() -> assertThat(order).containsExactly(0, 1, 2, 3, 4));
    }

    @Test
    void shouldNeverGiveMoreThanThereAreNorLoseOne() throws Exception {
        // Given
        Slots slots = new Slots(8);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        // When
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = IntStream.range(0, 2_000)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        if (i % 50 == 0) {
                            slots.allow(i % 100 == 0 ? 0.25 : 1);
                        }
                        if (slots.take(i % 7 == 0 ? NOT_AT_ALL : LONG)) {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            LockSupport.parkNanos(1_000);
                            inside.decrementAndGet();
                            slots.giveBack();
                        }
                        return null;
                    }))
                    .toList();
            for (Future<?> each : all) {
                each.get();
            }
        }

        // Then
        slots.allow(1);
        assertThat(most).hasValueLessThanOrEqualTo(8);
        for (int i = 0; i < 8; i++) {
            assertThat(slots.take(NOT_AT_ALL)).isTrue();
        }
        assertThat(slots.hasRoom()).isFalse();
    }

    private static CompletableFuture<Boolean> taking(Slots slots) {
        return CompletableFuture.supplyAsync(() -> take(slots), Executors.newVirtualThreadPerTaskExecutor());
    }

    private static boolean take(Slots slots) {
        try {
            return slots.take(LONG);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
