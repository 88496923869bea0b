package io.tieline.dispatcher.settle;

import io.tieline.dispatcher.window.Position;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The committed offsets of a group, believed for as long as they only go forward. A group coordinator whose loading was cut short
 * answers by a state of long ago (docs/decisions/0019): whoever went on there would answer again what has its reply. But the
 * last commit may be undone, replies and all, though Kafka has acknowledged it (docs/decisions/0027).
 * It knows what this process has seen, and nothing of the time before. Safe for use by several threads.
 */
final class ForwardOffsets {
    private final GroupOffsets kafka;
    private final Map<TopicPartition, Known> known = new ConcurrentHashMap<>();

    /**
     * What is known of a partition.
     *
     * @param newest what was committed last
     * @param certain what is committed even if the last commit is undone; null: perhaps nothing
     */
    private record Known(Position newest, @Nullable Position certain) {
        boolean isReachedBy(@Nullable Position now) {
            return now != null && now.reaches(newest);
        }

        /** Whether the last commit was undone, and nothing else. */
        boolean isUndoneBy(@Nullable Position now) {
            return certain == null || (now != null && now.reaches(certain));
        }
    }

    /**
     * What Kafka says.
     *
     * @param undone partitions of which it has undone the last commit: whatever is known of them begins there anew
     */
    record Told(Map<TopicPartition, Position> positions, Set<TopicPartition> undone) {}

    ForwardOffsets(GroupOffsets kafka) {
        this.kafka = kafka;
    }

    /**
     * What Kafka says.
     *
     * @throws KafkaException also if it once said more
     */
    Told committed(Set<TopicPartition> partitions) {
        Map<TopicPartition, Position> told = kafka.committed(partitions);
        Set<TopicPartition> undone = new HashSet<>();
        for (TopicPartition partition : partitions) {
            Known before = known.get(partition);
            Position now = told.get(partition);
            if (before != null && !before.isReachedBy(now)) {
                if (!before.isUndoneBy(now)) {
                    throw wentBack(partition, before.newest(), now);
                }
                undone.add(partition);
            }
        }
        partitions.forEach(partition -> learn(partition, told.get(partition)));
        return new Told(told, undone);
    }

    /** What Kafka says is certain: it says nothing while a transaction over it is open. */
    private void learn(TopicPartition partition, @Nullable Position now) {
        if (now == null) {
            known.remove(partition);
        } else {
            known.put(partition, new Known(now, now));
        }
    }

    /** Takes note of what Kafka has acknowledged. */
    void tookEffect(Map<TopicPartition, Position> positions) {
        positions.forEach((partition, position) ->
                known.compute(partition, (_, before) -> new Known(position, before == null ? null : before.newest())));
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
