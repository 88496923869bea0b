package io.tieline.client;

import static io.tieline.client.Checks.check;

import io.tieline.schemas.Topics;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Settings of a client.
 *
 * @param bootstrapServers where Kafka is, such as {@code kafka-1:9092,kafka-2:9092}
 * @param registryUrl API of the schema registry, such as {@code http://registry:8080/apis/registry/v3}
 * @param clientId name of this client, not shared with another; the partition for its replies follows from it
 * @param tenant on whose behalf it makes requests
 * @param replyTopic where it has its replies sent; one that the broker allows to the tenant
 * @param kafka further settings for Kafka's clients, such as security; those that the guarantees rest on are fixed
 * @param maxRequestBytes most bytes of one encoded request; the broker's limit
 * @param maxOutstanding how many requests {@link TielineClient#submitAll} lets wait for their replies
 * @param defaultDeadline how long the answer to a request without a deadline is of use
 */
public record ClientConfig(
        String bootstrapServers,
        URI registryUrl,
        String clientId,
        String tenant,
        String replyTopic,
        Map<String, String> kafka,
        int maxRequestBytes,
        int maxOutstanding,
        Duration defaultDeadline) {
    /** Most bytes of a request that a broker with its own defaults takes: 1 MiB. */
    public static final int DEFAULT_MAX_REQUEST_BYTES = 1 << 20;

    /** How long the broker keeps requests; what waited longer would be lost. */
    static final Duration LONGEST_DEADLINE = Duration.ofDays(14);

    private static final Set<String> FIXED = Set.of(
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
            CommonClientConfigs.CLIENT_ID_CONFIG,
            CommonClientConfigs.GROUP_ID_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            ProducerConfig.ACKS_CONFIG,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG);

    public ClientConfig {
        check(!bootstrapServers.isBlank(), "bootstrapServers", bootstrapServers, "host:port, more after commas");
        check(registryUrl.isAbsolute(), "registryUrl", registryUrl, "an absolute URL");
        check(clientId.matches("[a-zA-Z0-9._-]{1,200}"), "clientId", clientId, "1 to 200 of a-z A-Z 0-9 . _ -");
        check(!tenant.isBlank(), "tenant", tenant, "a name");
        Topics.REPLIES.named(replyTopic);
        Set<String> refused = new TreeSet<>(kafka.keySet());
        refused.retainAll(FIXED);
        check(refused.isEmpty(), "kafka", refused, "settings other than these, which the client fixes itself");
        check(maxRequestBytes >= 1, "maxRequestBytes", maxRequestBytes, "1 or more");
        check(maxOutstanding >= 1, "maxOutstanding", maxOutstanding, "1 or more");
        boolean possible = !defaultDeadline.isNegative()
                && !defaultDeadline.isZero()
                && defaultDeadline.compareTo(LONGEST_DEADLINE) <= 0;
        check(possible, "defaultDeadline", defaultDeadline, "above 0, up to 14 days");
        kafka = Map.copyOf(kafka);
    }

    /** Starts from the defaults: a random client id, tenant {@code default}, 10 minutes, 1,000 outstanding, 1 MiB. */
    public static Builder builder(String bootstrapServers, URI registryUrl) {
        return new Builder(bootstrapServers, registryUrl);
    }

    /** Names no values of Kafka's settings: there may be passwords among them. */
    @Override
    public String toString() {
        return "ClientConfig[clientId=" + clientId + ", tenant=" + tenant + ", bootstrapServers=" + bootstrapServers
                + ", registryUrl=" + registryUrl + ", replyTopic=" + replyTopic + ", kafka=" + kafka.keySet()
                + ", maxRequestBytes=" + maxRequestBytes + ", maxOutstanding=" + maxOutstanding
                + ", defaultDeadline=" + defaultDeadline + "]";
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private final String bootstrapServers;
        private final URI registryUrl;
        private String clientId = "tieline-client-" + UUID.randomUUID();
        private String tenant = "default";
        private String replyTopic = Topics.REPLIES.name();
        private Map<String, String> kafka = Map.of();
        private int maxRequestBytes = DEFAULT_MAX_REQUEST_BYTES;
        private int maxOutstanding = 1_000;
        private Duration defaultDeadline = Duration.ofMinutes(10);

        private Builder(String bootstrapServers, URI registryUrl) {
            this.bootstrapServers = bootstrapServers;
            this.registryUrl = registryUrl;
        }

        public Builder clientId(String id) {
            clientId = id;
            return this;
        }

        public Builder tenant(String name) {
            tenant = name;
            return this;
        }

        public Builder replyTopic(String name) {
            replyTopic = name;
            return this;
        }

        public Builder kafka(Map<String, String> settings) {
            kafka = settings;
            return this;
        }

        public Builder maxRequestBytes(int bytes) {
            maxRequestBytes = bytes;
            return this;
        }

        public Builder maxOutstanding(int requests) {
            maxOutstanding = requests;
            return this;
        }

        public Builder defaultDeadline(Duration duration) {
            defaultDeadline = duration;
            return this;
        }

        /**
         * Makes the settings.
         *
         * @throws IllegalArgumentException naming the setting, its value and what is allowed
         */
        public ClientConfig build() {
            return new ClientConfig(
                    bootstrapServers,
                    registryUrl,
                    clientId,
                    tenant,
                    replyTopic,
                    kafka,
                    maxRequestBytes,
                    maxOutstanding,
                    defaultDeadline);
        }
    }
}
