package io.tieline.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The settings of a broker that is alone and shall start, rebalance and stop quickly. */
final class BrokerProperties {
    static final int NODE_ID = 1;
    static final String CONTROLLER = "CONTROLLER";

    private BrokerProperties() {}

    static Map<String, String> of(int port, int controllerPort, Path dataDir) {
        Map<String, String> properties = new HashMap<>(FIXED);
        properties.put(
                "listeners", "PLAINTEXT://127.0.0.1:" + port + "," + CONTROLLER + "://127.0.0.1:" + controllerPort);
        properties.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        properties.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        properties.put("log.dirs", dataDir.toString());
        return properties;
    }

    private static final Map<String, String> FIXED = Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", String.valueOf(NODE_ID)),
            Map.entry("controller.listener.names", CONTROLLER),
            Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
            Map.entry("inter.broker.listener.name", "PLAINTEXT"),
            Map.entry("auto.create.topics.enable", "false"),
            // One node: nothing can be replicated.
            Map.entry("default.replication.factor", "1"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            // The defaults of 50 partitions each cost seconds at start-up and at close.
            Map.entry("offsets.topic.num.partitions", "4"),
            // A start reads all of them, and is undone when it takes longer than the broker needs to be admitted again
            // (docs/decisions/0019): short segments are compacted soon.
            Map.entry("offsets.topic.segment.bytes", "1048576"),
            Map.entry("transaction.state.log.num.partitions", "4"),
            Map.entry("share.coordinator.state.topic.num.partitions", "4"),
            Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
            // Members join, and leave by silence, in moments instead of most of a minute.
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("group.min.session.timeout.ms", "500"),
            Map.entry("group.consumer.min.heartbeat.interval.ms", "100"),
            Map.entry("group.consumer.heartbeat.interval.ms", "500"),
            Map.entry("group.consumer.min.session.timeout.ms", "500"),
            Map.entry("group.consumer.session.timeout.ms", "6000"),
            Map.entry("group.streams.initial.rebalance.delay.ms", "0"),
            Map.entry("group.streams.min.heartbeat.interval.ms", "100"),
            Map.entry("group.streams.heartbeat.interval.ms", "500"),
            // Whoever crashed within a transaction holds readers up for this long at most.
            Map.entry("transaction.max.timeout.ms", "900000"),
            Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
            // Without it the next start waits for the old registration to run out, and what transactions left to be
            // done may never be.
            Map.entry("controlled.shutdown.enable", "true"));
}
