package io.tieline.gateway.jobs;

import io.tieline.platform.KafkaConnection;
import io.tieline.platform.ProducerSettings;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** How the Kafka clients of jobs are set. */
class JobClients {
    /** How long a call to Kafka may take before it fails. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Room for the largest record of any topic of jobs, with its frame. */
    static final int LARGEST_BYTES = 8 * 1024 * 1024 + 64 * 1024;

    private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(10);
    private static final String EXPANDER = "tieline-expander-";

    private final KafkaConnection kafka;

    JobClients(KafkaConnection kafka) {
        this.kafka = kafka;
    }

    /** Writes what the inputs of a partition's jobs become. Of all that there are of a partition, the newest one can. */
    Producer<String, byte[]> expanding(int partition) {
        Map<String, Object> settings = ProducerSettings.durable(PATIENCE, LARGEST_BYTES);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, EXPANDER + partition);
        // Readers of replies wait for a transaction that a gateway left open when it died.
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        return producer(settings);
    }

    /** Writes commands. */
    Producer<String, byte[]> commanding() {
        Map<String, Object> settings = ProducerSettings.durable(PATIENCE, LARGEST_BYTES);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return producer(settings);
    }

    /** Reads what is committed; a member of no group. */
    Consumer<String, byte[]> reading() {
        return new KafkaConsumer<>(
                kafka.clientProperties(Map.of(
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private Producer<String, byte[]> producer(Map<String, Object> settings) {
        return new KafkaProducer<>(kafka.clientProperties(settings), new StringSerializer(), new ByteArraySerializer());
    }
}
