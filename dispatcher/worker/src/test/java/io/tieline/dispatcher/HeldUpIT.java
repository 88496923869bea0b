package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.provider.FakeProviderCaller;
import io.tieline.platform.KafkaConnection;
import io.tieline.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Kafka gives requests and takes no outcomes. */
class HeldUpIT {
    private static final Duration EACH = Duration.ofMillis(50);
    private static final int MANY = 40;

    /** Of the producer. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final class SilentClients extends HookedClients {
        private final CountDownLatch taken = new CountDownLatch(1);

        SilentClients(KafkaConnection connection) {
            super(connection);
        }

        @Override
        Producer<byte[], byte[]> settling(String transactionalId) {
            return hooked(Producer.class, super.settling(transactionalId), this::call);
        }

        private @Nullable Object call(Invocation<Producer<byte[], byte[]>> call) throws Throwable {
            if (call.name().equals("commitTransaction") && !taken.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException("no answer in time");
            }
            return call.proceed();
        }
    }

    @Test
    void beginsNoMoreCallsUntilKafkaTakesOutcomesAgain() {
        try (Scene scene = new Scene()) {
            // Given
            SilentClients clients = new SilentClients(scene.platform.connection());
            FakeProviderCaller caller = new FakeProviderCaller();
            scene.dispatcher("a", caller).clients(clients).start();
            List<String> all = scene.ids(0, 1_000);
            AtomicInteger sent = new AtomicInteger();

            // When they come one by one, for longer than outcomes may wait
            Scene.await().pollInterval(EACH).until(() -> {
                scene.send(Topics.REQUESTS_BATCH, all.subList(sent.get(), sent.incrementAndGet()));
                return sent.get() - caller.calls().size() >= MANY;
            });

            // Then nobody is called for the last
            int called = caller.calls().size();
            assertThat(called).isPositive();
            Scene.await()
                    .during(Duration.ofSeconds(2))
                    .until(() -> caller.calls().size() == called);

            // When
            clients.taken.countDown();

            // Then
            List<String> those = all.subList(0, sent.get());
            scene.awaitReplies(those);
            scene.assertOneReplyEach(those);
            assertThat(caller.calls()).hasSize(those.size());
        }
    }
}
