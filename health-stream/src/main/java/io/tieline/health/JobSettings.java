package io.tieline.health;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.HostInfo;

/** How the jobs are set up in Kafka Streams, and why. */
final class JobSettings {
    private static final String SPEND_SUFFIX = "-spend";
    private static final long SPEND_CACHE_BYTES = 16L * 1024 * 1024;

    private JobSettings() {}

    /** The job that judges: as fast as can be, and its table can be made anew. */
    static Properties health(HealthStreamConfig config, HostInfo self, Map<?, ?> kafka) {
        Properties settings = common(config, self, kafka);
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        // Together these two take a record through in 25 ms; with the defaults it waits for the commit, 30 s.
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        // Bounds only what a crash repeats.
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 500L);
        return settings;
    }

    /** The job that adds up: no attempt twice, and soon enough for budgets. */
    static Properties spend(HealthStreamConfig config, HostInfo self, Map<?, ?> kafka) {
        Properties settings = common(config, self, kafka);
        // Of the other one's name, so that jobs that are told apart there are here too.
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId() + SPEND_SUFFIX);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // A sum is written once a commit, and an attempt takes two commits to get there: one for its parts, one for the
        // sums.
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100L);
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, SPEND_CACHE_BYTES);
        return settings;
    }

    private static Properties common(HealthStreamConfig config, HostInfo self, Map<?, ?> kafka) {
        Properties settings = new Properties();
        settings.putAll(kafka);
        settings.put(StreamsConfig.APPLICATION_SERVER_CONFIG, self.host() + ":" + self.port());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDirectory().toString());
        settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbys());
        settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        // An instance that died is replaced before dispatchers find the table stale, at 15 s.
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        return settings;
    }
}
