package io.tieline.dispatcher.intake;

import io.tieline.dispatcher.settle.Settler;
import io.tieline.dispatcher.window.Lease;
import io.tieline.dispatcher.window.Position;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that the intake owns. Giving one up lets its calls finish for a short grace, and returns only when
 * nothing of it can enter a transaction any more: a broker does not check whether a live member that commits an offset
 * still owns the partition. Used by the intake's thread.
 */
final class Leases implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
    private static final Duration STEP = Duration.ofMillis(50);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(200);
    private static final int TRIES_TO_A_WORD = 50;

    /** Nothing below the first record that arrives is ever waited for. */
    private static final Position NOTHING_COMMITTED = new Position(0, "");

    private final Consumer<byte[], byte[]> consumer;
    private final Settler settler;
    private final Duration grace;
    private final BooleanSupplier stopping;
    private final Map<TopicPartition, Lease> leases = new HashMap<>();

    Leases(Consumer<byte[], byte[]> consumer, Settler settler, Duration grace, BooleanSupplier stopping) {
        this.consumer = consumer;
        this.settler = settler;
        this.grace = grace;
        this.stopping = stopping;
    }

    Lease of(TopicPartition partition) {
        return Objects.requireNonNull(
                leases.get(partition),
                () -> "the consumer returned records of " + partition + ", which is not assigned");
    }

    List<Lease> all() {
        return List.copyOf(leases.values());
    }

    Set<TopicPartition> partitions() {
        return new HashSet<>(leases.keySet());
    }

    int unsettled() {
        return leases.values().stream().mapToInt(Lease::unsettled).sum();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        LOG.atInfo().addKeyValue("partitions", partitions).log("partitions assigned");
        Map<TopicPartition, Position> committed = committed(new HashSet<>(partitions));
        for (TopicPartition partition : partitions) {
            leases.put(partition, lease(partition, committed.getOrDefault(partition, NOTHING_COMMITTED)));
        }
    }

    /**
     * Waits as long as it takes: a transaction that a killed process left open may hold the offsets back for a while, and
     * longer where Kafka has forgotten it. The consumer isn't asked, for it refuses once its membership has
     * run out, which is no reason to stop: it joins again after it has told of the loss.
     */
    private Map<TopicPartition, Position> committed(Set<TopicPartition> partitions) {
        for (int tries = 1; ; tries++) {
            try {
                return settler.committed(partitions);
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                if (stopping.getAsBoolean()) {
                    throw e;
                }
                if (tries % TRIES_TO_A_WORD == 1) {
                    LOG.atWarn()
                            .addKeyValue("partitions", partitions)
                            .addKeyValue("tries", tries)
                            .addKeyValue("error", e.getMessage())
                            .log("can't read where to go on; trying again. A transaction that was left open is ended"
                                    + " after 90 s at most, if this dispatcher may do so: where it isn't, look for it"
                                    + " with 'kafka-transactions find-hanging' and abort it");
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_PAUSE);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static Lease lease(TopicPartition partition, Position start) {
        try {
            return new Lease(partition, start);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "Cannot go on at the committed offset " + start.offset() + " of " + partition + ": "
                            + e.getMessage()
                            + ". Somebody else committed for this group. Reset the offset of the partition with"
                            + " kafka-consumer-groups, which clears the metadata.",
                    e);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        List<Lease> going = take(partitions);
        long end = System.nanoTime() + grace.toNanos();
        for (Lease lease : going) {
            while (lease.unsettled() > 0 && System.nanoTime() < end) {
                settler.membership(consumer.groupMetadata());
                awaitSettled(lease);
            }
        }
        settler.release(going);
    }

    private static void awaitSettled(Lease lease) {
        try {
            lease.awaitSettled(STEP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The membership is gone: the broker refuses whatever would still be settled. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        LOG.atWarn().addKeyValue("partitions", partitions).log("partitions lost");
        settler.release(take(partitions));
    }

    void releaseAll() {
        settler.release(take(partitions()));
    }

    private List<Lease> take(Collection<TopicPartition> partitions) {
        return partitions.stream().map(leases::remove).filter(Objects::nonNull).toList();
    }
}
