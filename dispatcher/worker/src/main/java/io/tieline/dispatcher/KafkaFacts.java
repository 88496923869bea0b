package io.tieline.dispatcher;

import io.tieline.dispatcher.window.Position;
import io.tieline.platform.TopicCheck;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnstableOffsetCommitException;

/** What a dispatcher asks Kafka about. Safe for use by several threads. */
final class KafkaFacts implements AutoCloseable {
    /** Three times what a transaction may last. */
    private static final Duration FORGOTTEN_AFTER = KafkaClients.TRANSACTION_TIMEOUT.multipliedBy(3);

    private final Admin admin;
    private final ForgottenTransactions forgotten;
    private final Map<String, Long> uncertainSince = new ConcurrentHashMap<>();

    /**
     * Asks by an admin client, which is closed with it.
     *
     * @param written topics to which outcomes are written
     */
    KafkaFacts(Admin admin, Set<String> written) {
        this.admin = admin;
        forgotten = new ForgottenTransactions(admin, written, FORGOTTEN_AFTER);
    }

    /**
     * Number of partitions of each topic.
     *
     * @throws IllegalStateException if one is missing, with what to do about it
     */
    Map<String, Integer> partitions(Set<String> topics) {
        return TopicCheck.partitions(admin, topics);
    }

    /**
     * What is committed for a group. Kafka leaves a partition out over which a transaction is still open, as a killed
     * dispatcher may have left one: to take that for a partition without a commit would repeat what is done.
     *
     * @throws UnstableOffsetCommitException if a transaction over one of the partitions is open: ask again
     */
    Map<TopicPartition, Position> committed(String group, Set<TopicPartition> partitions) {
        var spec = Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions));
        var stable = new ListConsumerGroupOffsetsOptions().requireStable(true);
        var offsets = get(
                admin.listConsumerGroupOffsets(spec, stable).partitionsToOffsetAndMetadata(group),
                "read the offsets of group " + group);
        if (!offsets.keySet().containsAll(partitions)) {
            endWhatIsForgotten(group);
            throw new UnstableOffsetCommitException("of the offsets of group " + group + " for " + partitions
                    + " only those for " + offsets.keySet()
                    + " are certain: a transaction over the others is open, or has just ended");
        }
        uncertainSince.remove(group);
        return offsets.entrySet().stream()
                .filter(entry -> entry.getValue() != null)
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> new Position(
                                entry.getValue().offset(), entry.getValue().metadata())));
    }

    private void endWhatIsForgotten(String group) {
        long now = System.nanoTime();
        long since = uncertainSince.computeIfAbsent(group, _ -> now);
        if (now - since > FORGOTTEN_AFTER.toNanos()) {
            uncertainSince.put(group, now);
            forgotten.end(group);
        }
    }

    private static <T> T get(KafkaFuture<T> future, String what) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new KafkaException("Kafka could not " + what + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
