package io.tieline.dispatcher;

import io.tieline.platform.KafkaConnection;
import io.tieline.platform.ProducerSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The Kafka clients of a dispatcher, and why each is set as it is. Tests override it to put faults in between. */
class KafkaClients {
    /** Kafka ends a transaction whose producer fell silent after this; until then readers of the topic wait. */
    static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(30);

    private static final int LARGEST_OUTCOME_BYTES = 9 * 1024 * 1024;
    private static final int LARGEST_FETCH_BYTES = 16 * 1024 * 1024;

    private final KafkaConnection connection;

    /**
     * Makes no client yet.
     *
     * @param connection where Kafka is and how to log in
     */
    KafkaClients(KafkaConnection connection) {
        this.connection = connection;
    }

    /** A member of the group that takes requests. It never commits by itself. */
    Consumer<byte[], byte[]> intake(String group, int maxPollRecords) {
        Map<String, Object> settings = consumer();
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, LARGEST_FETCH_BYTES);
        return new KafkaConsumer<>(
                connection.clientProperties(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads partitions that it is told, as a member of no group. */
    Consumer<byte[], byte[]> reader() {
        return new KafkaConsumer<>(
                connection.clientProperties(consumer()), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Settles outcomes. The id is the same after a restart, so that the successor ends what a killed process left. */
    Producer<byte[], byte[]> settling(String transactionalId) {
        Map<String, Object> settings = ProducerSettings.durable();
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_OUTCOME_BYTES);
        // The transaction groups records already; waiting for more would only add to every reply.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        // The next transaction waits for the markers of the last one: ask again soon, not after the default 100 ms.
        settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 2);
        settings.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 200);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 25_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        return new KafkaProducer<>(
                connection.clientProperties(settings), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Publishes attempts: soon, and without holding anybody up when Kafka is away. */
    Producer<byte[], byte[]> attempts() {
        Map<String, Object> settings = ProducerSettings.durable();
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 500);
        return new KafkaProducer<>(
                connection.clientProperties(settings), new ByteArraySerializer(), new ByteArraySerializer());
    }

    Admin admin() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 30_000);
        return Admin.create(connection.clientProperties(settings));
    }

    private Map<String, Object> consumer() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }
}
