package io.tieline.health;

import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.ProviderHealth;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** The health table as a dispatcher sees it. */
final class HealthTable implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    private final TestPlatform platform;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, List<ProviderHealth>> records = new HashMap<>();

    HealthTable(TestPlatform platform) {
        this.platform = platform;
        this.consumer = platform.reader(Topics.PROVIDER_HEALTH.name());
    }

    /** All records of a key so far, the oldest first. */
    List<ProviderHealth> all(String key) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            if (record.value() != null) {
                records.computeIfAbsent(new String(record.key(), StandardCharsets.UTF_8), _ -> new ArrayList<>())
                        .add(platform.serdes()
                                .deserializer(Topics.PROVIDER_HEALTH)
                                .deserialize(record.topic(), record.value()));
            }
        }
        return List.copyOf(records.getOrDefault(key, List.of()));
    }

    Optional<HealthState> state(String key) {
        List<ProviderHealth> all = all(key);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast().getState());
    }

    /** Waits for the next record of a key that comes after so many. */
    ProviderHealth after(int count, String key) {
        return TestPlatform.await()
                .until(() -> all(key), all -> all.size() > count)
                .get(count);
    }

    /** Has an endpoint fail at two dispatchers until the table says that it is down. */
    ProviderHealth takeDown(String endpointId) {
        return TestPlatform.await()
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> {
                            platform.send(Attempts.bad(endpointId, "w-1").build());
                            platform.send(Attempts.bad(endpointId, "w-2").build());
                            return down(endpointId);
                        },
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Where the pause was over before anybody looked, another state has followed. */
    private Optional<ProviderHealth> down(String endpointId) {
        return all(endpointId).stream()
                .filter(health -> health.getState() == HealthState.DOWN)
                .findFirst();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
