package io.tieline.client;

import io.tieline.schemas.avro.ReplyTo;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * The partition of the reply topic that a client has its replies sent to, and a consumer that stands at its end. Clients
 * may share a partition: each passes over the other's replies.
 */
record OwnPartition(Consumer<String, byte[]> consumer, ReplyTo replyTo) {
    /** Chooses the partition by the client's id, so that a client finds the same one after a restart. */
    static OwnPartition assign(ClientConfig config) {
        Consumer<String, byte[]> consumer = KafkaSettings.consumer(config, "replies");
        try {
            List<PartitionInfo> partitions = consumer.partitionsFor(config.replyTopic(), KafkaSettings.PATIENCE);
            if (partitions.isEmpty()) {
                throw new IllegalStateException("The reply topic " + config.replyTopic() + " doesn't exist on "
                        + config.bootstrapServers() + ": run `tieline topics create`");
            }
            int number = Math.floorMod(config.clientId().hashCode(), partitions.size());
            TopicPartition partition = new TopicPartition(config.replyTopic(), number);
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            // Seeking is lazy: only asking for the position fixes it, before the first request can be sent.
            consumer.position(partition, KafkaSettings.PATIENCE);
            return new OwnPartition(consumer, new ReplyTo(config.replyTopic(), number));
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }
}
