package io.tieline.platform;

import io.tieline.schemas.Topics;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How topics are made. Zero and missing values become the defaults; in a file, a zero is refused.
 *
 * @param partitions partitions of each topic, 1 or more; 8 by default
 * @param replicationFactor copies of each partition, 1 or more; 1 by default, which doesn't survive the loss of a disk
 * @param replyTopics names of reply topics besides {@code tieline.replies}, such as those of single tenants
 */
public record TopicSettings(int partitions, int replicationFactor, List<String> replyTopics) {
    private static final int DEFAULT_PARTITIONS = 8;
    private static final int DEFAULT_REPLICATION_FACTOR = 1;

    public TopicSettings {
        partitions = partitions == 0 ? DEFAULT_PARTITIONS : partitions;
        replicationFactor = replicationFactor == 0 ? DEFAULT_REPLICATION_FACTOR : replicationFactor;
        replyTopics = replyTopics == null ? List.of() : List.copyOf(replyTopics);
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions is " + partitions + ", allowed: 1 or more");
        }
        if (replicationFactor < 1 || replicationFactor > Short.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "replication-factor is " + replicationFactor + ", allowed: 1 to " + Short.MAX_VALUE);
        }
        Set<String> names = new HashSet<>();
        Topics.ALL.forEach(topic -> names.add(topic.name()));
        for (String name : replyTopics) {
            // Kafka's rules for names are the topic's own.
            Topics.REPLIES.named(name);
            if (!names.add(name)) {
                throw new IllegalArgumentException("reply-topics names '" + name + "', which is a topic already");
            }
        }
    }

    /** The defaults. */
    public static TopicSettings defaults() {
        return new TopicSettings(0, 0, List.of());
    }
}
