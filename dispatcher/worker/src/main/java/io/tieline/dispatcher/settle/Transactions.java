package io.tieline.dispatcher.settle;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transactional producer, made anew when it breaks. Its transactional id stays the same over restarts of the
 * process, so that a transaction that a killed process left open is ended by its successor and holds up no reader.
 * Used by one thread.
 */
public final class Transactions {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

    private final Supplier<Producer<byte[], byte[]>> factory;
    private Producer<byte[], byte[]> producer;
    private volatile boolean givingUp;

    /**
     * Opens the first producer and ends what a predecessor left open.
     *
     * @throws KafkaException if Kafka can't be reached
     */
    public Transactions(Supplier<Producer<byte[], byte[]>> factory) {
        this.factory = factory;
        this.producer = factory.get();
        try {
            producer.initTransactions();
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    /**
     * Writes records and offsets, all or none.
     *
     * @param groups records by the request they belong to
     * @return empty where all is durable; otherwise nothing is, and this is a record that is too large
     * @throws KafkaException where nothing is durable, or it is unknown; {@link #rollBack} tells which
     */
    Optional<Refusal> run(
            List<List<ProducerRecord<byte[], byte[]>>> groups,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata group) {
        producer.beginTransaction();
        // The offsets come first: who has lost the partitions is refused before anything is written, and one request,
        // not one for each partition of the replies, waits for the end of the transaction before.
        producer.sendOffsetsToTransaction(offsets, group);
        Optional<Refusal> refusal = send(groups);
        if (refusal.isPresent()) {
            producer.abortTransaction();
            return refusal;
        }
        commit();
        return Optional.empty();
    }

    /**
     * What Kafka, or the producer in its place, said to a record.
     *
     * @param group index of the request that the record belongs to
     * @param record index of the record among those of its request
     */
    record Refusal(int group, int record, Exception reason) {}

    /** Present where a record is too large. */
    private Optional<Refusal> send(List<List<ProducerRecord<byte[], byte[]>>> groups) {
        // One refused record makes the producer refuse all that are still under way, for the same reason.
        AtomicReference<@Nullable Refusal> first = new AtomicReference<>();
        try {
            for (int i = 0; i < groups.size(); i++) {
                send(i, groups.get(i), first);
            }
        } catch (KafkaException e) {
            producer.flush();
            return tooLarge(first.get(), e);
        }
        producer.flush();
        Refusal refusal = first.get();
        return refusal == null ? Optional.empty() : tooLarge(refusal, new KafkaException(refusal.reason()));
    }

    private void send(
            int group, List<ProducerRecord<byte[], byte[]>> records, AtomicReference<@Nullable Refusal> first) {
        for (int i = 0; i < records.size(); i++) {
            int index = i;
            var _ = producer.send(records.get(i), (_, failure) -> {
                if (failure != null) {
                    first.compareAndSet(null, new Refusal(group, index, failure));
                }
            });
        }
    }

    private static Optional<Refusal> tooLarge(@Nullable Refusal refusal, KafkaException otherwise) {
        if (refusal == null) {
            throw otherwise;
        }
        return switch (refusal.reason()) {
            case RecordTooLargeException _ -> Optional.of(refusal);
            case KafkaException e -> throw e;
            default -> throw otherwise;
        };
    }

    /** Ends the failed transaction. False where its fate is unknown: then {@link #renew} and look at the offsets. */
    boolean rollBack() {
        try {
            producer.abortTransaction();
            return true;
        } catch (ProducerFencedException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            LOG.atInfo().addKeyValue("error", e.getMessage()).log("can't roll back; a new producer takes over");
            return false;
        }
    }

    /** Replaces a broken producer; when this returns, no transaction of the old one is open. */
    void renew() {
        producer.close(Duration.ZERO);
        producer = factory.get();
        while (true) {
            try {
                producer.initTransactions();
                return;
            } catch (TimeoutException e) {
                againUnlessGivingUp(e, "Kafka can't be reached; trying again");
            }
        }
    }

    void close() {
        producer.close(Duration.ofSeconds(5));
    }

    /** From now on an unreachable Kafka ends the transaction in progress with an exception instead of more tries. */
    void giveUpWhenUnreachable() {
        givingUp = true;
    }

    private void againUnlessGivingUp(TimeoutException e, String what) {
        if (givingUp) {
            throw e;
        }
        LOG.atWarn().addKeyValue("error", e.getMessage()).log(what);
    }

    private void commit() {
        while (true) {
            try {
                producer.commitTransaction();
                return;
            } catch (TimeoutException e) {
                // The producer allows nothing else than to ask again: the broker may have committed already.
                againUnlessGivingUp(e, "commit not confirmed yet; asking again");
            }
        }
    }
}
