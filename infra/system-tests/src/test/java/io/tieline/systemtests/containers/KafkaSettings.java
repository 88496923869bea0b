package io.tieline.systemtests.containers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Brokers that are controllers too. Each has a listener of its own for each part that calls it, so that each finds it,
 * and is told of it, by an address of its own.
 */
final class KafkaSettings {
    private static final String CONTROLLER = "controller";
    private static final String BETWEEN_BROKERS = "brokers";

    private final List<String> brokers;
    private final List<String> callers;

    /**
     * Makes the settings.
     *
     * @param brokers names, in the order of their ids
     * @param callers names of the parts that call them
     */
    KafkaSettings(List<String> brokers, List<String> callers) {
        this.brokers = brokers;
        this.callers =
                Stream.concat(callers.stream(), Stream.of(BETWEEN_BROKERS)).toList();
    }

    /** Names of all listeners of all brokers. */
    List<String> listeners() {
        List<String> all = new ArrayList<>();
        for (String broker : brokers) {
            callers.forEach(caller -> all.add(listener(broker, caller)));
            all.add(listener(broker, CONTROLLER));
        }
        return all;
    }

    private static String listener(String broker, String caller) {
        return broker + "/" + caller;
    }

    /** What a caller is told at first. */
    String bootstrap(String caller, Addresses addresses) {
        return brokers.stream()
                .map(broker -> addresses.seen(caller, broker, listener(broker, caller)))
                .collect(Collectors.joining(","));
    }

    /** Variables of the environment of a broker. */
    Map<String, String> of(String broker, Addresses addresses) {
        return Stream.concat(own(broker, addresses).entrySet().stream(), SHARED.entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private Map<String, String> own(String broker, Addresses addresses) {
        return Map.of(
                "KAFKA_NODE_ID", String.valueOf(brokers.indexOf(broker) + 1),
                "KAFKA_LISTENERS",
                        Stream.concat(callers.stream(), Stream.of(CONTROLLER))
                                .map(caller -> label(caller) + "://" + addresses.text(listener(broker, caller)))
                                .collect(Collectors.joining(",")),
                "KAFKA_ADVERTISED_LISTENERS",
                        callers.stream()
                                .map(caller -> label(caller) + "://"
                                        + addresses.seen(caller, broker, listener(broker, caller)))
                                .collect(Collectors.joining(",")),
                "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                        Stream.concat(callers.stream(), Stream.of(CONTROLLER))
                                .map(caller -> label(caller) + ":PLAINTEXT")
                                .collect(Collectors.joining(",")),
                "KAFKA_CONTROLLER_QUORUM_VOTERS",
                        brokers.stream()
                                .map(other -> (brokers.indexOf(other) + 1) + "@" + voter(broker, other, addresses))
                                .collect(Collectors.joining(",")));
    }

    private static String voter(String broker, String other, Addresses addresses) {
        String listener = listener(other, CONTROLLER);
        return broker.equals(other) ? addresses.text(listener) : addresses.seen(broker, other, listener);
    }

    private static String label(String caller) {
        return caller.replace("-", "").toUpperCase(Locale.ROOT);
    }

    private static final Map<String, String> SHARED = Map.ofEntries(
            Map.entry("CLUSTER_ID", "q1Sh-9_ISia_zwGINzRvyQ"),
            Map.entry("KAFKA_HEAP_OPTS", "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"),
            Map.entry("KAFKA_PROCESS_ROLES", "broker,controller"),
            Map.entry("KAFKA_CONTROLLER_LISTENER_NAMES", label(CONTROLLER)),
            Map.entry("KAFKA_INTER_BROKER_LISTENER_NAME", label(BETWEEN_BROKERS)),
            Map.entry("KAFKA_LOG_DIRS", "/var/lib/kafka/data"),
            Map.entry("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false"),
            Map.entry("KAFKA_DEFAULT_REPLICATION_FACTOR", "3"),
            Map.entry("KAFKA_MIN_INSYNC_REPLICAS", "2"),
            Map.entry("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "3"),
            Map.entry("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "4"),
            Map.entry("KAFKA_OFFSETS_TOPIC_SEGMENT_BYTES", "4194304"),
            Map.entry("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "3"),
            Map.entry("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "2"),
            Map.entry("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4"),
            Map.entry("KAFKA_LOG_CLEANER_DEDUPE_BUFFER_SIZE", "4194304"),
            Map.entry("KAFKA_TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS", "1000"),
            // Who is dead is noticed in seconds instead of most of a minute.
            Map.entry("KAFKA_BROKER_HEARTBEAT_INTERVAL_MS", "500"),
            Map.entry("KAFKA_BROKER_SESSION_TIMEOUT_MS", "5000"),
            Map.entry("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0"),
            Map.entry("KAFKA_GROUP_STREAMS_INITIAL_REBALANCE_DELAY_MS", "0"),
            Map.entry("KAFKA_GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS", "500"),
            Map.entry("KAFKA_GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS", "100"),
            Map.entry("KAFKA_GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS", "500"),
            Map.entry("KAFKA_GROUP_CONSUMER_SESSION_TIMEOUT_MS", "6000"));
}
