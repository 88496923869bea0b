package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.dispatcher.provider.FakeProviderCaller;
import io.tieline.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.CoordinatorLoadInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Start, stop, and what is left behind. */
class LifecycleIT {
    @Test
    void settlesWhatEndsWithinTheGraceAndLeavesTheRestToTheSuccessor() {
        try (Scene scene = new Scene()) {
            // Given
            Set<Thread> before = threads();
            List<String> quick = scene.ids(0, 30);
            List<String> slow = scene.ids(30, 40);
            CountDownLatch closing = new CountDownLatch(1);
            FakeProviderCaller first = new FakeProviderCaller().script(Scene.FIRST, (_, request, limit) -> {
                closing.await();
                if (slow.contains(request.getRequestId())) {
                    new CountDownLatch(1).await(limit.toMillis(), TimeUnit.MILLISECONDS);
                }
                return FakeProviderCaller.answer("first");
            });
            Dispatcher dispatcher =
                    scene.dispatcher("a", first).grace(Duration.ofMillis(800)).start();
            List<String> all = scene.ids(0, 40);
            scene.send(Topics.REQUESTS_INTERACTIVE, all);
            Scene.await().until(() -> first.calls().size() == 40);
            // When
            closing.countDown();
            dispatcher.close();
            // Then
            scene.assertOneReplyEach(quick);
            assertThat(newThreads(before)).isEmpty();
            FakeProviderCaller second = new FakeProviderCaller();
            scene.dispatcher("a", second).start();
            scene.awaitReplies(all);
            scene.assertOneReplyEach(all);
            assertThat(second.calls())
                    .extracting(call -> call.request().getRequestId())
                    .containsExactlyInAnyOrderElementsOf(slow);
        }
    }

    @Test
    void isReadyWhileItTakesRequestsAlone() {
        try (Scene scene = new Scene()) {
            // Given
            CountDownLatch holding = new CountDownLatch(1);
            FakeProviderCaller caller = new FakeProviderCaller().script(Scene.FIRST, (_, _, _) -> {
                holding.await();
                return FakeProviderCaller.answer("first");
            });
            Dispatcher dispatcher =
                    scene.dispatcher("a", caller).grace(Duration.ofSeconds(30)).start();
            // When it has joined
            Scene.await().until(dispatcher::isReady);
            List<String> ids = scene.ids(0, 3);
            scene.send(Topics.REQUESTS_INTERACTIVE, ids);
            Scene.await().until(() -> caller.calls().size() == 3);
            assertThat(dispatcher.isReady()).isTrue();
            // When it lets calls end
            Thread closing = Thread.ofPlatform().start(dispatcher::close);
            // Then
            Scene.await().until(() -> !dispatcher.isReady());
            assertThat(closing.isAlive()).isTrue();
            holding.countDown();
            Scene.await().until(() -> !closing.isAlive());
            scene.assertOneReplyEach(ids);
        }
    }

    @Test
    void leavesNothingRunningWhereItCannotStart() {
        try (Scene scene = new Scene()) {
            Set<Thread> before = threads();
            // A missing topic
            assertThatThrownBy(() -> scene.dispatcher("a", new FakeProviderCaller())
                            .replyTopics("acme", "acme.missing")
                            .start())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Kafka has no topics [acme.missing]: run 'tieline topics create' first");
            assertThat(newThreads(before)).isEmpty();
            // A lane that Kafka doesn't take in
            HookedClients clients = new HookedClients(scene.platform.connection()) {
                private int lanes;

                @Override
                @Nullable
                Object onSettling(Invocation<Producer<byte[], byte[]>> call) throws Throwable {
                    if (call.name().equals("initTransactions") && ++lanes == 3) {
                        throw new TimeoutException("Kafka is away");
                    }
                    return call.proceed();
                }
            };
            assertThatThrownBy(() -> scene.dispatcher("a", new FakeProviderCaller())
                            .clients(clients)
                            .start())
                    .isInstanceOf(TimeoutException.class);
            assertThat(newThreads(before)).isEmpty();
        }
    }

    @Test
    void tellsItsFailureAndGivesItsPartitionsToOthersAtOnce() {
        try (Scene scene = new Scene()) {
            // Given
            FakeProviderCaller defective = new FakeProviderCaller().script(Scene.FIRST, (_, _, _) -> {
                throw new StackOverflowError("a defect");
            });
            Dispatcher first = scene.dispatcher("a", defective)
                    .grace(Duration.ofMillis(200))
                    .start();
            List<String> all = scene.ids(0, 5);
            // When
            scene.send(Topics.REQUESTS_INTERACTIVE, all);
            // Then
            assertThat(first.failure())
                    .succeedsWithin(Duration.ofSeconds(10))
                    .satisfies(failure -> assertThat(failure).hasMessage("a defect"));
            scene.dispatcher("b", new FakeProviderCaller()).start();
            scene.awaitReplies(all);
            scene.assertOneReplyEach(all);
        }
    }

    static List<ApiException> passingTroubles() {
        return List.of(
                new UnknownMemberIdException("not a member"),
                new TimeoutException(new CoordinatorLoadInProgressException("the coordinator is loading")));
    }

    @ParameterizedTest
    @MethodSource("passingTroubles")
    void outlivesWhatPassesWhilePartitionsArrive(ApiException trouble) {
        try (Scene scene = new Scene()) {
            // Given
            HookedClients clients = new HookedClients(scene.platform.connection()) {
                private int polls;

                @Override
                @Nullable
                Object onIntake(Invocation<Consumer<byte[], byte[]>> call) throws Throwable {
                    if (call.name().equals("committed") || (call.name().equals("poll") && ++polls % 3 == 0)) {
                        throw trouble;
                    }
                    return call.proceed();
                }
            };
            Dispatcher dispatcher = scene.dispatcher("a", new FakeProviderCaller())
                    .clients(clients)
                    .start();
            List<String> all = scene.ids(0, 20);
            // When
            scene.send(Topics.REQUESTS_INTERACTIVE, all);
            scene.awaitReplies(all);
            // Then
            assertThat(dispatcher.failure()).isNotDone();
        }
    }

    @Test
    void endsAlsoWhereKafkaIsAwayAndLeavesTheOutcomesToTheSuccessor() {
        try (Scene scene = new Scene()) {
            // Given
            AtomicInteger commits = new AtomicInteger();
            HookedClients clients = new HookedClients(scene.platform.connection()) {
                @Override
                @Nullable
                Object onSettling(Invocation<Producer<byte[], byte[]>> call) throws Throwable {
                    boolean late = commits.get() > 0 && call.name().equals("initTransactions");
                    if (late || call.name().equals("commitTransaction")) {
                        commits.incrementAndGet();
                        new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
                        throw new TimeoutException("Kafka is away");
                    }
                    return call.proceed();
                }
            };
            Dispatcher first = scene.dispatcher("a", new FakeProviderCaller())
                    .grace(Duration.ofMillis(300))
                    .clients(clients)
                    .start();
            List<String> all = scene.ids(0, 5);
            scene.send(Topics.REQUESTS_INTERACTIVE, all);
            Scene.await().until(() -> commits.get() > 2);
            // When
            CompletableFuture<Void> closing = CompletableFuture.runAsync(first::close);
            // Then
            assertThat(closing).succeedsWithin(Duration.ofSeconds(15));
            scene.dispatcher("a", new FakeProviderCaller()).start();
            scene.awaitReplies(all);
            scene.assertOneReplyEach(all);
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet();
    }

    /** Threads of a dispatcher and of its Kafka clients. */
    private static List<String> newThreads(Set<Thread> before) {
        return threads().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.matches(
                        "(intake|settle)-.*|cancellations|kafka-(producer|admin).*|consumer_background_thread.*"))
                .toList();
    }
}
