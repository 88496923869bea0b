package io.tieline.systemtests.rig;

import io.tieline.platform.KafkaConnection;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartitionInfo;

/** The copies that brokers keep of all partitions, Kafka's own among them. */
public final class Copies {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int ANSWER_MILLIS = 5_000;
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private Copies() {}

    /** Lets each broker lead what it is meant to, for one that has come back leads nothing. */
    public static void spreadLeaders(KafkaConnection kafka) throws InterruptedException {
        try (Admin admin = admin(kafka)) {
            admin.electLeaders(ElectionType.PREFERRED, null).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("leaders can't be elected", e);
        }
    }

    private static Admin admin(KafkaConnection kafka) {
        return Admin.create(kafka.clientProperties(Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS)));
    }

    /**
     * Waits until every partition has a leader and no copy lags behind.
     *
     * @throws IllegalStateException if that doesn't come about within minutes
     */
    public static void awaitWhole(KafkaConnection kafka) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!areWhole(kafka)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("copies lag behind, or have no leader, after " + PATIENCE);
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    private static boolean areWhole(KafkaConnection kafka) throws InterruptedException {
        try (Admin admin = admin(kafka)) {
            Collection<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get();
            return admin.describeTopics(topics).allTopicNames().get().values().stream()
                    .map(TopicDescription::partitions)
                    .flatMap(List::stream)
                    .allMatch(Copies::isWhole);
        } catch (ExecutionException e) {
            return false;
        }
    }

    private static boolean isWhole(TopicPartitionInfo partition) {
        return partition.leader() != null
                && !partition.leader().isEmpty()
                && partition.isr().size() == partition.replicas().size();
    }
}
