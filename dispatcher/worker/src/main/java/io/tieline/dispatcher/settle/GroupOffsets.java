package io.tieline.dispatcher.settle;

import io.tieline.dispatcher.window.Position;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Reads what is committed for the group, once no transaction over it is open any more. */
@FunctionalInterface
public interface GroupOffsets {
    /**
     * Committed positions; a partition without a commit is left out.
     *
     * @throws org.apache.kafka.common.KafkaException if that can't be said of all of them now, as while a transaction over
     *     one is open
     */
    Map<TopicPartition, Position> committed(Set<TopicPartition> partitions);
}
