package io.tieline.platform;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** What the producers of all services have in common. */
public final class ProducerSettings {
    private ProducerSettings() {}

    /** What is acknowledged survives the loss of a broker, and no request overtakes another: a map to add to. */
    public static Map<String, Object> durable() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        // A new leader refuses the first request and takes the second; the first is then out of order for ever
        // (KAFKA-15591, docs/decisions/0020).
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        return settings;
    }

    /**
     * The same for somebody who waits for so long, and then wants to know that it failed.
     *
     * @param largestBytes most that a request to a broker may have, and so a record
     */
    public static Map<String, Object> durable(Duration patience, int largestBytes) {
        int millis = (int) patience.toMillis();
        Map<String, Object> settings = durable();
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis / 3);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) millis);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, largestBytes);
        return settings;
    }
}
