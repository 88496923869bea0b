package io.tieline.platform;

import java.util.HashMap;
import java.util.Map;

/**
 * How Kafka is reached.
 *
 * @param bootstrapServers one or more {@code host:port}, separated by commas
 * @param properties further settings for every client, such as those of security; empty where left out
 */
public record KafkaConnection(String bootstrapServers, Map<String, String> properties) {
    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    public KafkaConnection {
        if (!bootstrapServers.matches("[^\\s,:]+:\\d{1,5}(,[^\\s,:]+:\\d{1,5})*")) {
            throw new IllegalArgumentException("bootstrap-servers is '" + bootstrapServers
                    + "', allowed: host:port, several of them separated by commas");
        }
        properties = properties == null ? Map.of() : Map.copyOf(properties);
        if (properties.containsKey(BOOTSTRAP_SERVERS)) {
            throw new IllegalArgumentException(
                    "properties names " + BOOTSTRAP_SERVERS + ": say it in bootstrap-servers alone");
        }
    }

    /** Nothing but the address. */
    public static KafkaConnection to(String bootstrapServers) {
        return new KafkaConnection(bootstrapServers, Map.of());
    }

    /** Settings of a client: {@code own}, then this connection's, which win. */
    public Map<String, Object> clientProperties(Map<String, ?> own) {
        Map<String, Object> all = new HashMap<>(own);
        all.putAll(properties);
        all.put(BOOTSTRAP_SERVERS, bootstrapServers);
        return all;
    }

    /** Names no values of settings: there may be passwords among them. */
    @Override
    public String toString() {
        return "KafkaConnection[" + bootstrapServers + ", properties " + properties.keySet() + "]";
    }
}
