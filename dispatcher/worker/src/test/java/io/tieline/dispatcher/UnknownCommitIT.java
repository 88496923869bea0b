package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.provider.FakeProviderCaller;
import io.tieline.platform.KafkaConnection;
import io.tieline.schemas.Topics;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A commit whose answer never arrives. */
class UnknownCommitIT {
    private static final int EVERY = 3;

    enum Fate {
        TIMEOUT_AFTER_COMMIT,
        TIMEOUT_BEFORE_COMMIT,
        FATAL_AFTER_COMMIT,
        FATAL_BEFORE_COMMIT
    }

    /**
     * Lets every third commit end like that. After a fatal failure the producer refuses all but to be closed, and the
     * committed offsets can't be read at first.
     */
    private static final class FatefulClients extends HookedClients {
        final AtomicInteger failures = new AtomicInteger();
        private final AtomicInteger commits = new AtomicInteger();
        private final Fate fate;
        private volatile boolean blind;

        FatefulClients(KafkaConnection connection, Fate fate) {
            super(connection);
            this.fate = fate;
        }

        @Override
        Producer<byte[], byte[]> settling(String transactionalId) {
            Producer<byte[], byte[]> producer = super.settling(transactionalId);
            Fateful fateful = new Fateful();
            return hooked(Producer.class, producer, fateful::call);
        }

        @Override
        @Nullable
        Object onAdmin(Invocation<Admin> call) throws Throwable {
            if (call.name().equals("listConsumerGroupOffsets") && blind) {
                blind = false;
                throw new TimeoutException("Kafka is away");
            }
            return call.proceed();
        }

        private final class Fateful {
            private boolean timedOut;
            private boolean done;
            private boolean broken;

            @Nullable
            Object call(Invocation<Producer<byte[], byte[]>> call) throws Throwable {
                if (broken && !call.name().equals("close")) {
                    throw new KafkaException("Cannot execute transactional method because we are in an error state");
                }
                if (!call.name().equals("commitTransaction")) {
                    return call.proceed();
                }
                if (timedOut) {
                    timedOut = false;
                    return done ? null : call.proceed();
                }
                return commits.incrementAndGet() % EVERY == 0 ? fail(call) : call.proceed();
            }

            private @Nullable Object fail(Invocation<Producer<byte[], byte[]>> call) throws Throwable {
                failures.incrementAndGet();
                done = fate == Fate.TIMEOUT_AFTER_COMMIT || fate == Fate.FATAL_AFTER_COMMIT;
                if (done) {
                    call.proceed();
                }
                timedOut = fate == Fate.TIMEOUT_AFTER_COMMIT || fate == Fate.TIMEOUT_BEFORE_COMMIT;
                if (timedOut) {
                    throw new TimeoutException("no answer in time");
                }
                broken = true;
                blind = true;
                throw new KafkaException("unhandled error in EndTxnResponse");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void makesNoReplyMissingAndNoneVisibleTwice(Fate fate) {
        try (Scene scene = new Scene()) {
            // Given
            FatefulClients clients = new FatefulClients(scene.platform.connection(), fate);
            FakeProviderCaller caller = new FakeProviderCaller();
            Dispatcher dispatcher =
                    scene.dispatcher("a", caller).clients(clients).start();
            List<String> all = scene.ids(0, 60);
            // When
            for (String id : all) {
                scene.send(Topics.REQUESTS_INTERACTIVE, List.of(id));
                // One after the other makes many transactions.
                Scene.await().until(() -> caller.calls().size() > all.indexOf(id));
            }
            scene.awaitReplies(all);
            dispatcher.close();
            // Then
            scene.assertOneReplyEach(all);
            assertThat(caller.calls()).hasSize(60);
            assertThat(clients.failures).hasPositiveValue();
            assertThat(dispatcher.failure()).isNotDone();
        }
    }
}
