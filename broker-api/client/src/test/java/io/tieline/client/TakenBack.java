package io.tieline.client;

import static org.awaitility.Awaitility.await;

import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Cancellation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what was taken back. */
final class TakenBack {
    private TakenBack() {}

    /** Reasons of all cancellations so far, by their keys. */
    static Map<String, String> reasons(Installation installation, Duration patience) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", installation.bootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, 3)
                    .mapToObj(number -> new TopicPartition(Topics.CANCELLATIONS.name(), number))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<String, String> found = new HashMap<>();
            await().atMost(patience).until(() -> {
                consumer.poll(Duration.ofMillis(50))
                        .forEach(record -> found.put(record.key(), reason(installation, record.value())));
                return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            });
            return found;
        }
    }

    private static String reason(Installation installation, byte[] value) {
        Cancellation cancellation = installation
                .serdes()
                .deserializer(Topics.CANCELLATIONS)
                .deserialize(Topics.CANCELLATIONS.name(), value);
        return cancellation.getReason();
    }
}
