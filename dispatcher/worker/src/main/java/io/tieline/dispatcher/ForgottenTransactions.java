package io.tieline.dispatcher;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions over committed offsets that are open where they were written, while their coordinator knows nothing of them, as a
 * broker that is killed or stopped may leave them. Kafka never ends one by itself, and until somebody does, nobody can read the
 * group's offsets. They are told from others as {@code kafka-transactions find-hanging} does it. All of one is ended, its replies
 * too: what is left open ends with the next transaction of the same producer, and a reply would count of which the offset
 * doesn't (docs/decisions/0021). Safe for use by several threads.
 */
final class ForgottenTransactions {
    private static final Logger LOG = LoggerFactory.getLogger(ForgottenTransactions.class);
    private static final Set<TransactionState> UNDER_WAY = Set.of(
            TransactionState.ONGOING,
            TransactionState.PREPARE_COMMIT,
            TransactionState.PREPARE_ABORT,
            TransactionState.PREPARE_EPOCH_FENCE,
            TransactionState.UNKNOWN);

    private final Admin admin;
    private final Set<String> written;
    private final Duration silence;

    /**
     * Ends them with an admin client, which is not closed here.
     *
     * @param written topics to which such a transaction may have written, beside the offsets
     * @param silence how long nothing was written in one; more than any transaction of the group may last
     */
    ForgottenTransactions(Admin admin, Set<String> written, Duration silence) {
        this.admin = admin;
        this.written = Set.copyOf(written);
        this.silence = silence;
    }

    /** Ends those over the offsets of a group. What can't be ended is told in the log. */
    void end(String group) {
        try {
            TopicPartition home = home(group);
            Instant since = Instant.now().minus(silence);
            Collection<ProducerState> producers = admin.describeProducers(List.of(home))
                    .partitionResult(home)
                    .get()
                    .activeProducers();
            for (ProducerState producer : producers) {
                if (isSilent(producer, since) && isForgotten(known(producer.producerId()))) {
                    // The offsets last: while they are open, somebody comes back here.
                    for (var open : openParts(producers(), producer, since).entrySet()) {
                        abort(open.getKey(), open.getValue());
                    }
                    abort(home, producer);
                }
            }
        } catch (ExecutionException e) {
            LOG.atWarn()
                    .addKeyValue("group", group)
                    .addKeyValue("error", e.getMessage())
                    .log("can't look for a forgotten transaction");
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Where else the transaction of a producer is open. */
    static Map<TopicPartition, ProducerState> openParts(
            Map<TopicPartition, PartitionProducerState> all, ProducerState producer, Instant since) {
        Map<TopicPartition, ProducerState> open = new HashMap<>();
        all.forEach((partition, producers) -> producers.activeProducers().stream()
                .filter(each -> each.producerId() == producer.producerId() && isSilent(each, since))
                .forEach(each -> open.put(partition, each)));
        return open;
    }

    private Map<TopicPartition, PartitionProducerState> producers() throws ExecutionException, InterruptedException {
        Set<TopicPartition> partitions = admin.describeTopics(written).allTopicNames().get().values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .collect(Collectors.toSet());
        return admin.describeProducers(partitions).all().get();
    }

    /** Where Kafka keeps the offsets of a group. */
    private TopicPartition home(String group) throws ExecutionException, InterruptedException {
        String topic = Topic.GROUP_METADATA_TOPIC_NAME;
        var described =
                admin.describeTopics(List.of(topic)).allTopicNames().get().values();
        int partitions = described.iterator().next().partitions().size();
        return new TopicPartition(topic, Utils.abs(group.hashCode()) % partitions);
    }

    static boolean isSilent(ProducerState producer, Instant since) {
        return producer.currentTransactionStartOffset().isPresent()
                && Instant.ofEpochMilli(producer.lastTimestamp()).isBefore(since);
    }

    /** Whether the coordinator knows of nothing that is under way. */
    static boolean isForgotten(Collection<TransactionListing> known) {
        return known.stream().map(TransactionListing::state).noneMatch(UNDER_WAY::contains);
    }

    private Collection<TransactionListing> known(long producerId) throws ExecutionException, InterruptedException {
        return admin.listTransactions(new ListTransactionsOptions().filterProducerIds(Set.of(producerId)))
                .all()
                .get();
    }

    private void abort(TopicPartition home, ProducerState producer) throws ExecutionException, InterruptedException {
        LOG.atWarn()
                .addKeyValue("partition", home)
                .addKeyValue("producerId", producer.producerId())
                .log("aborting a transaction that its coordinator has forgotten");
        admin.abortTransaction(new AbortTransactionSpec(
                        home,
                        producer.producerId(),
                        (short) producer.producerEpoch(),
                        producer.coordinatorEpoch().orElse(0)))
                .all()
                .get();
    }
}
