package io.tieline.dispatcher.settle;

import io.tieline.dispatcher.window.Position;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The committed offsets of a group, believed for as long as they only go forward. A group coordinator whose loading was cut short
 * answers by a state of long ago (docs/decisions/0019): whoever went on there would answer again what has its reply.
 * It knows what this process has seen, and nothing of the time before. Safe for use by several threads.
 */
final class ForwardOffsets implements GroupOffsets {
    private final GroupOffsets kafka;
    private final Map<TopicPartition, Position> seen = new ConcurrentHashMap<>();

    ForwardOffsets(GroupOffsets kafka) {
        this.kafka = kafka;
    }

    /**
     * What Kafka says.
     *
     * @throws KafkaException also if it once said more
     */
    @Override
    public Map<TopicPartition, Position> committed(Set<TopicPartition> partitions) {
        Map<TopicPartition, Position> told = kafka.committed(partitions);
        for (TopicPartition partition : partitions) {
            Position before = seen.get(partition);
            Position now = told.get(partition);
            if (before != null && (now == null || !now.reaches(before))) {
                throw wentBack(partition, before, now);
            }
        }
        seen.putAll(told);
        return told;
    }

    /** Takes note of what is committed. */
    void tookEffect(Map<TopicPartition, Position> positions) {
        seen.putAll(positions);
    }

    private static KafkaException wentBack(TopicPartition partition, Position before, @Nullable Position now) {
        return new KafkaException("offset " + before.offset() + " of " + partition
                + " was committed, and now Kafka says "
                + (now == null ? "that none is" : now.offset() + (now.offset() == before.offset() ? " with less" : ""))
                + ": its group coordinator answers by an old state, and to go on there would answer requests again."
                + " Restart the broker that leads the group's partition of __consumer_offsets, or move the leadership."
                + " If the topic was deleted or the offsets were set back on purpose, restart the dispatchers");
    }
}
