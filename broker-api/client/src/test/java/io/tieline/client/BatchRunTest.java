package io.tieline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.client.NoReplyException.Why;
import io.tieline.schemas.avro.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BatchRunTest {
    private final List<String> answered = new ArrayList<>();

    @Test
    void shouldDoNothingWithNothing() throws InterruptedException {
        assertThat(new BatchRun(this::echo, 1, this::note).run(List.of()))
                .isEqualTo(new BatchSummary(Map.of(), List.of()));
    }

    @Test
    void shouldSumUpWhatBecameOfEach() throws InterruptedException {
        // Given
        RuntimeException tooLarge = new IllegalArgumentException("too large");
        NoReplyException lost = NoReplyException.closed("r3");
        BatchRun run = new BatchRun(
                request -> switch (request.requestId()) {
                    case "r1" -> CompletableFuture.completedFuture(Replies.failed("r1", "request.invalid"));
                    case "r2" -> throw tooLarge;
                    case "r3" -> CompletableFuture.failedFuture(lost);
                    default -> echo(request);
                },
                10,
                this::note);

        // When
        BatchSummary summary = run.run(requests(6));

        // Then
        assertThat(summary.outcomes()).isEqualTo(Map.of(Outcome.COMPLETED, 3L, Outcome.FAILED, 1L));
        assertThat(summary.withoutReply())
                .containsExactlyInAnyOrder(
                        new BatchSummary.WithoutReply("r2", tooLarge), new BatchSummary.WithoutReply("r3", lost));
        assertThat(summary.requests()).isEqualTo(6);
        assertThat(answered).containsExactly("r0", "r1", "r4", "r5");
        assertThat(lost.why()).isEqualTo(Why.CLIENT_CLOSED);
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33})
    void shouldNeverLetMoreWaitThanAllowed(long seed) throws InterruptedException {
        // Given
        Random random = new Random(seed);
        AtomicInteger outstanding = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ScheduledExecutorService later = Executors.newScheduledThreadPool(2)) {
            BatchRun run = new BatchRun(
                    request -> {
                        most.accumulateAndGet(outstanding.incrementAndGet(), Math::max);
                        CompletableFuture<Reply> future = new CompletableFuture<>();
                        Future<?> _ = later.schedule(
                                () -> {
                                    outstanding.decrementAndGet();
                                    future.complete(Replies.completed(request.requestId(), ""));
                                },
                                random.nextInt(3000),
                                TimeUnit.MICROSECONDS);
                        return future;
                    },
                    7,
                    this::note);

            // When
            BatchSummary summary = run.run(requests(500));

            // Then
            assertThat(summary.outcomes()).isEqualTo(Map.of(Outcome.COMPLETED, 500L));
            assertThat(answered).hasSize(500).doesNotHaveDuplicates();
            assertThat(most).as("seed %d", seed).hasValue(7);
        }
    }

    @Test
    void shouldHandRepliesOverInTheCallersThread() throws InterruptedException {
        // Given
        Deque<Thread> threads = new ArrayDeque<>();
        BatchRun run = new BatchRun(
                request -> CompletableFuture.supplyAsync(() -> Replies.completed(request.requestId(), "")),
                2,
                reply -> threads.add(Thread.currentThread()));

        // When
        run.run(requests(20));

        // Then
        assertThat(threads).hasSize(20).containsOnly(Thread.currentThread());
    }

    @Test
    void shouldEndWithWhatTheReceiverThrows() {
        // Given
        BatchRun run = new BatchRun(this::echo, 2, reply -> {
            throw new IllegalStateException("disk full");
        });

        // Then
        assertThatIllegalStateException().isThrownBy(() -> run.run(requests(5))).withMessage("disk full");
    }

    @Test
    void shouldStopWaitingWhenInterrupted() {
        // Given
        BatchRun run = new BatchRun(request -> new CompletableFuture<>(), 2, this::note);

        // When
        Thread.currentThread().interrupt();

        // Then
        assertThatThrownBy(() -> run.run(requests(5))).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    private void note(Reply reply) {
        answered.add(reply.requestId());
    }

    private CompletableFuture<Reply> echo(Request request) {
        return CompletableFuture.completedFuture(Replies.completed(request.requestId(), "echo"));
    }

    private static List<Request> requests(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Request.on("summarize")
                        .user("text " + i)
                        .requestId("r" + i)
                        .build())
                .toList();
    }
}
