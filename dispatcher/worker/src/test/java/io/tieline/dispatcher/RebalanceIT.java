package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.provider.FakeProviderCaller;
import io.tieline.platform.KafkaConnection;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceReply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Partitions move between dispatchers, or away from one that doesn't notice. */
class RebalanceIT {
    private static final Duration GRACE = Duration.ofMillis(300);

    @Test
    void answersEveryRequestOnceWhileDispatchersComeAndGo() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        try (Scene scene = new Scene()) {
            // Given
            List<String> all = scene.ids(0, 600);
            BusyProvider provider = new BusyProvider(seed);
            Dispatcher first = scene.dispatcher("a", provider.caller)
                    .grace(GRACE)
                    .inFlight(60)
                    .start();
            scene.send(Topics.REQUESTS_BATCH, all);
            Scene.await().until(() -> scene.replies.seen().size() > 50);
            // When
            scene.dispatcher("b", provider.caller).grace(GRACE).inFlight(60).start();
            Scene.await().until(() -> scene.replies.seen().size() > 350);
            first.close();
            scene.awaitReplies(all);
            // Then
            scene.assertOneReplyEach(all);
            int repeated = provider.caller.calls().size() - all.size();
            assertThat(repeated)
                    .as("repeated calls; at most %s were in flight", provider.peak)
                    .isGreaterThan(0)
                    .isLessThanOrEqualTo(2 * provider.peak.get());
            assertThat(first.failure()).isNotDone();
        }
    }

    /** Takes a moment for most calls; for some longer than the grace, and in any case until a partition has moved. */
    private static final class BusyProvider {
        final FakeProviderCaller caller = new FakeProviderCaller();
        final AtomicInteger peak = new AtomicInteger();
        private final AtomicInteger inFlight = new AtomicInteger();
        private final Set<String> called = ConcurrentHashMap.newKeySet();
        private final CountDownLatch moved = new CountDownLatch(1);

        BusyProvider(long seed) {
            caller.script(Scene.FIRST, (_, request, _) -> {
                int now = inFlight.incrementAndGet();
                peak.accumulateAndGet(now, Math::max);
                if (!called.add(request.getRequestId())) {
                    moved.countDown();
                }
                try {
                    Random random = new Random(seed + request.getRequestId().hashCode());
                    boolean slow = random.nextInt(10) == 0;
                    if (slow) {
                        moved.await(20, TimeUnit.SECONDS);
                    }
                    new CountDownLatch(1).await(slow ? 1_500 : random.nextInt(200), TimeUnit.MILLISECONDS);
                } finally {
                    inFlight.decrementAndGet();
                }
                return FakeProviderCaller.answer("ok");
            });
        }
    }

    /** Clients of a dispatcher whose intake stands still for a while: its memberships run out meanwhile. */
    private static final class FreezingClients extends HookedClients {
        final AtomicInteger refusals = new AtomicInteger();
        private volatile CountDownLatch thaw = new CountDownLatch(0);

        FreezingClients(KafkaConnection connection) {
            super(withShortPatience(connection));
        }

        private static KafkaConnection withShortPatience(KafkaConnection connection) {
            return new KafkaConnection(connection.bootstrapServers(), Map.of("max.poll.interval.ms", "1000"));
        }

        void freeze() {
            thaw = new CountDownLatch(1);
        }

        @Override
        @Nullable
        Object onIntake(Invocation<Consumer<byte[], byte[]>> call) throws Throwable {
            if (call.name().equals("poll")) {
                thaw.await();
            }
            return call.proceed();
        }

        @Override
        @Nullable
        Object onSettling(Invocation<Producer<byte[], byte[]>> call) throws Throwable {
            try {
                return call.proceed();
            } catch (CommitFailedException e) {
                refusals.incrementAndGet();
                throw e;
            }
        }
    }

    /** Answers nothing before the gate opens. */
    private static FakeProviderCaller answers(String text, CountDownLatch gate) {
        return new FakeProviderCaller().script(Scene.FIRST, (_, _, _) -> {
            gate.await();
            return FakeProviderCaller.answer(text);
        });
    }

    @Test
    void neverShowsTheLateReplyOfOneThatLostItsPartitionsUnawares() {
        try (Scene scene = new Scene()) {
            // Given
            CountDownLatch late = new CountDownLatch(1);
            FakeProviderCaller zombies = answers("zombie", late);
            FreezingClients clients = new FreezingClients(scene.platform.connection());
            Dispatcher zombie =
                    scene.dispatcher("a", zombies).clients(clients).inFlight(8).start();
            List<String> all = scene.ids(0, 40);
            scene.send(Topics.REQUESTS_INTERACTIVE, all);
            Scene.await().until(() -> zombies.calls().size() >= 8);
            // When
            clients.freeze();
            CountDownLatch early = new CountDownLatch(1);
            FakeProviderCaller others = answers("owner", early);
            scene.dispatcher("b", others).start();
            Scene.await().until(() -> others.calls().size() == 40);
            late.countDown();
            Scene.await().until(() -> clients.refusals.get() > 2);
            List<InferenceReply> ofTheZombie = scene.replies.seen();
            early.countDown();
            scene.awaitReplies(all);
            clients.thaw.countDown();
            List<String> more = scene.ids(40, 60);
            scene.send(Topics.REQUESTS_INTERACTIVE, more);
            scene.awaitReplies(scene.ids(0, 60));
            // Then
            assertThat(ofTheZombie).isEmpty();
            assertThat(scene.assertOneReplyEach(scene.ids(0, 60)).stream()
                            .filter(reply -> all.contains(reply.getRequestId())))
                    .extracting(InferenceReply::getText)
                    .containsOnly("owner");
            assertThat(zombie.failure()).isNotDone();
        }
    }

    @Test
    void stopsOneWhoseWorkerIdSomebodyElseTookOver() {
        try (Scene scene = new Scene()) {
            // Given
            CountDownLatch late = new CountDownLatch(1);
            FakeProviderCaller olds = new FakeProviderCaller().script(Scene.FIRST, (_, _, _) -> {
                late.await();
                return FakeProviderCaller.answer("old");
            });
            Dispatcher old = scene.dispatcher("a", olds).grace(GRACE).start();
            List<String> all = scene.ids(0, 20);
            scene.send(Topics.REQUESTS_INTERACTIVE, all);
            Scene.await().until(() -> olds.calls().size() == 20);
            // When
            FakeProviderCaller news = new FakeProviderCaller();
            scene.dispatcher("a", news).start();
            late.countDown();
            scene.awaitReplies(all);
            // Then
            assertThat(old.failure())
                    .succeedsWithin(Duration.ofSeconds(5))
                    .satisfies(failure -> assertThat(failure)
                            .isInstanceOf(IllegalStateException.class)
                            .hasCauseInstanceOf(ProducerFencedException.class)
                            .hasMessageContaining("worker-id"));
            scene.assertOneReplyEach(all);
            List<String> more = scene.ids(20, 60);
            scene.send(Topics.REQUESTS_INTERACTIVE, more);
            scene.awaitReplies(scene.ids(0, 60));
            scene.assertOneReplyEach(scene.ids(0, 60));
            assertThat(olds.calls())
                    .extracting(call -> call.request().getRequestId())
                    .doesNotContainAnyElementsOf(more);
        }
    }
}
