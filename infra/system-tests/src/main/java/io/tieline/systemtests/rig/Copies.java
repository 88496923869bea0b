package io.tieline.systemtests.rig;

import io.tieline.platform.KafkaConnection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;

/** The copies that brokers keep of all partitions, Kafka's own among them. */
final class Copies {
    private static final int PATIENCE_MILLIS = 5_000;

    private Copies() {}

    /** Whether every partition has a leader and no copy lags behind; no where nobody can tell. */
    static boolean areWhole(KafkaConnection kafka) throws InterruptedException {
        Map<String, Object> properties = kafka.clientProperties(Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS));
        try (Admin admin = Admin.create(properties)) {
            Collection<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get();
            return admin.describeTopics(topics).allTopicNames().get().values().stream()
                    .map(TopicDescription::partitions)
                    .flatMap(List::stream)
                    .allMatch(WHOLE);
        } catch (ExecutionException e) {
            return false;
        }
    }

    private static final Predicate<TopicPartitionInfo> WHOLE = partition -> partition.leader() != null
            && !partition.leader().isEmpty()
            && partition.isr().size() == partition.replicas().size();
}
