package io.tieline.dispatcher;

import io.tieline.platform.KafkaConnection;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka clients of a process that can be killed. From then on Kafka hears nothing of it: its transaction stays open
 * until somebody ends it, its members of the groups stay until their sessions time out.
 */
class MortalClients extends HookedClients {
    private volatile boolean dead;

    MortalClients(KafkaConnection connection) {
        super(connection);
    }

    /** What every thread of a killed process meets. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;

        Killed() {
            super("killed", null, false, false);
        }
    }

    /** The process dies now. */
    final void kill() {
        dead = true;
    }

    /** The process dies now, and this thread with it. */
    final Killed die() {
        kill();
        return new Killed();
    }

    /** Throws where the process is dead. */
    final void live() {
        if (dead) {
            throw new Killed();
        }
    }

    /** Stands before the producer that settles, as long as the process lives. */
    @Nullable
    Object settling(Invocation<Producer<byte[], byte[]>> call) throws Throwable {
        return call.proceed();
    }

    @Override
    final @Nullable Object onIntake(Invocation<Consumer<byte[], byte[]>> call) throws Throwable {
        if (dead) {
            // Only the intake's own thread may close it, and it comes by soon.
            call.client()
                    .close(CloseOptions.groupMembershipOperation(GroupMembershipOperation.REMAIN_IN_GROUP)
                            .withTimeout(Duration.ZERO));
            return ended(call);
        }
        if (call.name().equals("subscribe")) {
            Object listener = Objects.requireNonNull(call.arguments()[1], "subscribed without a listener");
            call.arguments()[1] = new MortalListener((ConsumerRebalanceListener) listener);
        }
        return call.proceed();
    }

    @Override
    final @Nullable Object onSettling(Invocation<Producer<byte[], byte[]>> call) throws Throwable {
        return dead ? drop(call) : settling(call);
    }

    @Override
    final @Nullable Object onAttempts(Invocation<Producer<byte[], byte[]>> call) throws Throwable {
        if (!dead) {
            return call.proceed();
        }
        call.client().close(Duration.ZERO);
        // Whatever it would still say, down to its good-bye, nobody hears.
        return call.name().equals("send") ? new CompletableFuture<>() : ended(call);
    }

    /** Frees what this JVM holds of the producer, without a word to Kafka. */
    private static @Nullable Object drop(Invocation<Producer<byte[], byte[]>> call) {
        call.client().close(Duration.ZERO);
        return ended(call);
    }

    private static @Nullable Object ended(Invocation<?> call) {
        if (call.name().equals("close")) {
            return null;
        }
        throw new Killed();
    }

    /** A dead process notices nothing of its partitions. */
    private final class MortalListener implements ConsumerRebalanceListener {
        private final ConsumerRebalanceListener listener;

        MortalListener(ConsumerRebalanceListener listener) {
            this.listener = listener;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            live();
            listener.onPartitionsAssigned(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (!dead) {
                listener.onPartitionsRevoked(partitions);
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            if (!dead) {
                listener.onPartitionsLost(partitions);
            }
        }
    }
}
