package io.tieline.dev;

import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.HealthScope;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.ProviderHealth;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the health table and says in a few words what is not well. Used by one thread. */
final class FleetStatus implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final AvroSerdes serdes;
    private final Map<String, ProviderHealth> endpoints = new TreeMap<>();

    FleetStatus(Map<String, Object> kafka, AvroSerdes serdes) {
        this.serdes = serdes;
        consumer = new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.PROVIDER_HEALTH.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Empty where all is well. */
    String inWords(Instant now) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ZERO)) {
            take(record);
        }
        List<ProviderHealth> ill = endpoints.values().stream()
                .filter(endpoint -> endpoint.getState() != HealthState.HEALTHY)
                .toList();
        if (ill.isEmpty()) {
            return "";
        }
        return isTotal(ill)
                ? "every endpoint is down, requests wait in Kafka" + nextProbe(ill, now)
                : ill.stream()
                        .map(endpoint -> endpoint.getModel() + " is " + endpoint.getState())
                        .collect(Collectors.joining(", "));
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            endpoints.remove(key);
            return;
        }
        ProviderHealth health = serdes.deserializer(Topics.PROVIDER_HEALTH).deserialize(record.topic(), record.value());
        if (health.getScope() == HealthScope.ENDPOINT) {
            endpoints.put(key, health);
        }
    }

    private boolean isTotal(List<ProviderHealth> ill) {
        return ill.size() == endpoints.size()
                && ill.stream()
                        .allMatch(endpoint ->
                                endpoint.getState() == HealthState.DOWN || endpoint.getState() == HealthState.PROBING);
    }

    private static String nextProbe(List<ProviderHealth> ill, Instant now) {
        if (ill.stream().anyMatch(endpoint -> endpoint.getState() == HealthState.PROBING)) {
            return "; one of them finds out whether it is over";
        }
        return ill.stream()
                .flatMap(endpoint -> Optional.ofNullable(endpoint.getUntil()).stream())
                .min(Comparator.naturalOrder())
                .map(until -> "; next try in "
                        + Math.max(0, Duration.between(now, until).toSeconds()) + " s")
                .orElse("");
    }

    @Override
    public void close() {
        consumer.close();
    }
}
