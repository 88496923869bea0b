package io.tieline.replay.run;

import io.tieline.platform.KafkaConnection;
import io.tieline.platform.ProducerSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** How the Kafka clients of replays are set. */
final class ReplayClients {
    /** Group of those who may run the replays: one of them does. */
    static final String GROUP = "tieline-replays";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);

    /** Looking through topics may take long; in between, the consumer is polled. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(10);

    private static final int LARGEST_BYTES = 8 * 1024 * 1024 + 64 * 1024;

    private final KafkaConnection kafka;

    ReplayClients(KafkaConnection kafka) {
        this.kafka = kafka;
    }

    /** Takes orders. Who gets the partition is the one that runs the replays. */
    Consumer<byte[], byte[]> taking() {
        Map<String, Object> settings = consumerSettings();
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) SESSION_TIMEOUT.toMillis());
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) SESSION_TIMEOUT.toMillis() / 4);
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) LONGEST_SILENCE.toMillis());
        return consumer(settings);
    }

    /** Reads what is committed; a member of no group. */
    Consumer<byte[], byte[]> reading() {
        return consumer(consumerSettings());
    }

    private static Map<String, Object> consumerSettings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return settings;
    }

    private Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        return new KafkaConsumer<>(
                kafka.clientProperties(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Publishes requests together with how far their replay is. Of all that there are, the newest one can. */
    Producer<String, byte[]> publishing() {
        Map<String, Object> settings = ProducerSettings.durable(PATIENCE, LARGEST_BYTES);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, GROUP);
        // Dispatchers wait for a transaction that a gateway left open when it died.
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        return producer(settings);
    }

    /** Gives orders. */
    Producer<String, byte[]> ordering() {
        Map<String, Object> settings = ProducerSettings.durable(PATIENCE, LARGEST_BYTES);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return producer(settings);
    }

    private Producer<String, byte[]> producer(Map<String, Object> settings) {
        return new KafkaProducer<>(kafka.clientProperties(settings), new StringSerializer(), new ByteArraySerializer());
    }
}
