package io.tieline.dispatcher.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.Endpoints;
import io.tieline.routing.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class WaitersTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Endpoint a = Endpoints.endpoint("a");
    private final Endpoint b = Endpoints.endpoint("b");
    private final Waiters waiters = new Waiters();

    @Test
    void shouldWakeWhoWaitsForTheEndpointAndNobodyElse() {
        // Given
        Wait forA = new Wait(List.of(a));
        Wait forBoth = new Wait(List.of(b, a));
        Wait forB = new Wait(List.of(b));

        // When
        waiters.wakeAll("a");

        // Then
        assertThat(forA.end).succeedsWithin(LONG);
        assertThat(forBoth.end).succeedsWithin(LONG);
        Awaitility.await().during(Duration.ofMillis(50)).until(() -> !forB.end.isDone());
        waiters.wakeAll("b");
        assertThat(forB.end).succeedsWithin(LONG);
    }

    @Test
    void shouldWakeAFewForOneCallThoseThatWaitLongestFirst() {
        // Given
        List<Wait> waits = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            waits.add(new Wait(List.of(a)));
        }

        // When
        waiters.wakeForOneCall("a");

        // Then
        Awaitility.await()
                .until(() -> waits.stream().filter(wait -> wait.end.isDone()).count() == 8);
        assertThat(waits.subList(0, 8)).allMatch(wait -> wait.end.isDone());
        waiters.wakeAll("a");
        assertThat(waits).allSatisfy(wait -> assertThat(wait.end).succeedsWithin(LONG));
    }

    @Test
    void shouldNotLetAnybodyMissWhatChangedBeforeItWaited() throws Exception {
        // Given
        long seen = waiters.changes();
        waiters.wakeAll("a");
        long start = System.nanoTime();

        // When
        waiters.await(List.of(a), seen, LONG);

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
    }

    @Test
    void shouldWaitNoLongerThanAsked() throws Exception {
        // Given
        long start = System.nanoTime();

        // When
        waiters.await(List.of(a), waiters.changes(), Duration.ofMillis(30));

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(30), LONG);
    }

    @Test
    void shouldEndAtOnceWhenInterrupted() {
        // Given
        Wait wait = new Wait(List.of(a));

        // When
        wait.thread.interrupt();

        // Then
        assertThat(wait.end).failsWithin(LONG).withThrowableThat().withCauseInstanceOf(InterruptedException.class);
    }

    private final class Wait {
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private final Thread thread;

        Wait(List<Endpoint> endpoints) {
            thread = Thread.ofVirtual().start(() -> {
                try {
                    waiters.await(endpoints, waiters.changes(), LONG);
                    end.complete(null);
                } catch (InterruptedException e) {
                    end.completeExceptionally(e);
                }
            });
            Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        }
    }
}
