package io.tieline.platform;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks whether the topics are there that a service can't do without. */
public final class TopicCheck {
    private TopicCheck() {}

    /**
     * Number of partitions of each topic.
     *
     * @throws IllegalStateException if one is missing, with what to do about it
     * @throws KafkaException if Kafka can't be asked
     */
    public static Map<String, Integer> partitions(Admin admin, Collection<String> topics) {
        Map<String, Integer> partitions = new HashMap<>();
        Set<String> missing = new TreeSet<>();
        admin.describeTopics(topics).topicNameValues().forEach((topic, future) -> {
            try {
                partitions.put(topic, future.get().partitions().size());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw new KafkaException("Kafka could not describe topic " + topic + ": " + e.getMessage(), e);
                }
                missing.add(topic);
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        });
        if (!missing.isEmpty()) {
            throw new IllegalStateException("Kafka has no topics " + missing + ": run 'tieline topics create' first");
        }
        return partitions;
    }
}
