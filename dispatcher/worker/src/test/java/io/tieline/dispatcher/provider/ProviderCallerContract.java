package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.routing.Endpoint;
import io.tieline.schemas.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link ProviderCaller} promises. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class ProviderCallerContract {
    private static final Duration LONG = Duration.ofSeconds(20);

    private World world;

    /** A caller and three endpoints: one answers "hello", one fails as overloaded, one never answers. */
    record World(ProviderCaller caller, Endpoint answering, Endpoint overloaded, Endpoint hanging) {}

    abstract World start() throws Exception;

    @BeforeEach
    void setUp() throws Exception {
        world = start();
    }

    @AfterEach
    void tearDown() {
        world.caller().close();
    }

    @Test
    void shouldAnswer() throws Exception {
        // When
        CallResult result =
                world.caller().call(world.answering(), Samples.request().build(), LONG, new CutOff());

        // Then
        assertThat(result).isInstanceOfSatisfying(CallResult.Answer.class, answer -> {
            assertThat(answer.text()).isEqualTo("hello");
            assertThat(answer.finishReason()).isEqualTo("stop");
        });
    }

    @Test
    void shouldReturnAnExpectedFailureAsValue() throws Exception {
        // When
        CallResult result =
                world.caller().call(world.overloaded(), Samples.request().build(), LONG, new CutOff());

        // Then
        assertThat(codeOf(result)).isEqualTo(ErrorCode.PROVIDER_OVERLOADED);
    }

    @Test
    void shouldEndACallInTimeWhenTheProviderHangs() throws Exception {
        // Given
        long start = System.nanoTime();

        // When
        CallResult result =
                world.caller().call(world.hanging(), Samples.request().build(), Duration.ofMillis(200), new CutOff());

        // Then
        assertThat(codeOf(result)).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(190), Duration.ofSeconds(5));
    }

    @Test
    void shouldTakeTheEndpointsOwnTimeoutWhenThatIsShorter() throws Exception {
        // Given
        Endpoint hasty = world.hanging().withTimeout(Duration.ofMillis(200));

        // When
        CallResult result = world.caller().call(hasty, Samples.request().build(), LONG, new CutOff());

        // Then
        assertThat(codeOf(result)).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
    }

    @Test
    void shouldNotCallWithoutTime() throws Exception {
        // When
        CallResult result =
                world.caller().call(world.answering(), Samples.request().build(), Duration.ZERO, new CutOff());

        // Then
        assertThat(codeOf(result)).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void shouldEndAtOnceWhenInterrupted() throws Exception {
        // Given
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        CompletableFuture<Void> started = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            started.complete(null);
            try {
                world.caller().call(world.hanging(), Samples.request().build(), LONG, new CutOff());
                end.complete(new AssertionError("the call returned"));
            } catch (Throwable e) {
                end.complete(e);
            }
        });
        started.join();
        awaitCalling();

        // When
        thread.interrupt();

        // Then
        assertThat(end).succeedsWithin(Duration.ofSeconds(5)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void shouldEndAtOnceWhenCutOff() throws Exception {
        // Given
        CutOff cutOff = new CutOff();
        CompletableFuture<CallResult> end = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                end.complete(
                        world.caller().call(world.hanging(), Samples.request().build(), LONG, cutOff));
            } catch (InterruptedException e) {
                end.completeExceptionally(e);
            }
        });
        awaitCalling();

        // When
        cutOff.cut();

        // Then
        assertThat(end)
                .succeedsWithin(Duration.ofSeconds(5))
                .extracting(ProviderCallerContract::codeOf)
                .isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
    }

    @Test
    void shouldFailAsLateWhenCutOffBeforeItBegan() throws Exception {
        // Given
        CutOff cutOff = new CutOff();
        cutOff.cut();

        // When
        CallResult result =
                world.caller().call(world.hanging(), Samples.request().build(), LONG, cutOff);

        // Then
        assertThat(codeOf(result)).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
    }

    @Test
    void shouldNotCallOnAnInterruptedThread() {
        // Given
        Thread.currentThread().interrupt();

        // When // Then
        assertThatThrownBy(() ->
                        world.caller().call(world.answering(), Samples.request().build(), LONG, new CutOff()))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void shouldServeManyThreads() throws Exception {
        // When
        List<Future<CallResult>> results = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                Endpoint endpoint = i % 2 == 0 ? world.answering() : world.overloaded();
                results.add(threads.submit(
                        () -> world.caller().call(endpoint, Samples.request().build(), LONG, new CutOff())));
            }
        }

        // Then
        for (int i = 0; i < results.size(); i++) {
            assertThat(results.get(i).get())
                    .isInstanceOf(i % 2 == 0 ? CallResult.Answer.class : CallResult.Failure.class);
        }
    }

    /** Returns when the hanging endpoint has been called. */
    abstract void awaitCalling();

    static ErrorCode codeOf(CallResult result) {
        return ((CallResult.Failure) result).code();
    }
}
