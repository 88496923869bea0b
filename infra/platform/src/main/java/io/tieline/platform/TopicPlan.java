package io.tieline.platform;

import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A topic as it shall be: what DESIGN and asyncapi.yaml say of its retention, in Kafka's words.
 *
 * @param configs topic settings of Kafka's that differ from the defaults or matter too much to trust them to those
 */
record TopicPlan(Topic<?> topic, int partitions, short replicationFactor, Map<String, String> configs) {
    private static final Duration REQUESTS_KEPT = Duration.ofDays(14);
    private static final Duration REPLIES_KEPT = Duration.ofDays(7);
    private static final Duration CLAIMS_KEPT = Duration.ofDays(1);
    private static final Duration ANSWERS_KEPT = Duration.ofDays(1);
    private static final Duration DEAD_LETTERS_KEPT = Duration.ofDays(30);

    private static final DataSize SMALL = DataSize.ofMiB(2);
    private static final DataSize LARGE = DataSize.ofMiB(8);

    /** Room for key, headers and the batch around the largest value that is allowed. */
    private static final long ENVELOPE_BYTES = 64 * 1_024;

    private enum Cleanup {
        DELETE("delete"),
        COMPACT("compact"),
        COMPACT_AND_DELETE("compact,delete");

        private final String policy;

        Cleanup(String policy) {
            this.policy = policy;
        }
    }

    TopicPlan {
        configs = Map.copyOf(configs);
    }

    String name() {
        return topic.name();
    }

    /** Every topic that the settings ask for. */
    static List<TopicPlan> all(TopicSettings settings) {
        List<TopicPlan> plans = new ArrayList<>(List.of(
                plan(Topics.REQUESTS_INTERACTIVE, settings, Cleanup.DELETE, REQUESTS_KEPT, SMALL),
                plan(Topics.REQUESTS_BATCH, settings, Cleanup.DELETE, REQUESTS_KEPT, SMALL),
                plan(Topics.REQUESTS_PARKED, settings, Cleanup.DELETE, REQUESTS_KEPT, LARGE),
                plan(Topics.REPLIES, settings, Cleanup.DELETE, REPLIES_KEPT, LARGE),
                plan(Topics.ATTEMPTS, settings, Cleanup.DELETE, REPLIES_KEPT, SMALL),
                plan(Topics.PROVIDER_HEALTH, settings, Cleanup.COMPACT, null, SMALL),
                plan(Topics.PROBE_CLAIMS, settings, Cleanup.DELETE, CLAIMS_KEPT, SMALL),
                plan(Topics.ATTEMPTS_DEAD_LETTERS, settings, Cleanup.DELETE, DEAD_LETTERS_KEPT, LARGE),
                plan(Topics.DEAD_LETTERS, settings, Cleanup.DELETE, DEAD_LETTERS_KEPT, LARGE),
                plan(Topics.CANCELLATIONS, settings, Cleanup.COMPACT_AND_DELETE, REQUESTS_KEPT, SMALL),
                plan(Topics.JOBS, settings, Cleanup.COMPACT, null, SMALL),
                plan(Topics.JOB_COMMANDS, settings, Cleanup.DELETE, REQUESTS_KEPT, SMALL),
                plan(Topics.JOB_PROGRESS, settings, Cleanup.COMPACT_AND_DELETE, REQUESTS_KEPT, SMALL),
                plan(Topics.FILES, settings, Cleanup.COMPACT, null, SMALL),
                plan(Topics.IDEMPOTENT_ANSWERS, settings, Cleanup.COMPACT_AND_DELETE, ANSWERS_KEPT, LARGE),
                plan(Topics.JOB_PINS, settings, Cleanup.COMPACT_AND_DELETE, REQUESTS_KEPT, SMALL),
                plan(Topics.REPLAYS, settings, Cleanup.COMPACT, null, LARGE),
                inOneOrder(plan(Topics.REPLAY_COMMANDS, settings, Cleanup.DELETE, REQUESTS_KEPT, LARGE)),
                plan(Topics.SPEND, settings, Cleanup.COMPACT, null, SMALL),
                inOneOrder(plan(Topics.WORKER_LOADS, settings, Cleanup.COMPACT, null, SMALL))));
        for (String name : settings.replyTopics()) {
            plans.add(plan(Topics.REPLIES.named(name), settings, Cleanup.DELETE, REPLIES_KEPT, LARGE));
        }
        return List.copyOf(plans);
    }

    private static TopicPlan plan(
            Topic<?> topic, TopicSettings settings, Cleanup cleanup, @Nullable Duration kept, DataSize largest) {
        Map<String, String> configs = new TreeMap<>();
        configs.put("cleanup.policy", cleanup.policy);
        configs.put("compression.type", "zstd");
        configs.put("max.message.bytes", String.valueOf(largest.bytes() + ENVELOPE_BYTES));
        configs.put("min.insync.replicas", String.valueOf(Math.max(1, settings.replicationFactor() - 1)));
        if (kept != null) {
            configs.put("retention.ms", String.valueOf(kept.toMillis()));
        }
        if (cleanup != Cleanup.DELETE) {
            // Only closed segments are compacted. These topics are read from the beginning at every start.
            configs.put("segment.bytes", String.valueOf(DataSize.ofMiB(16).bytes()));
            configs.put("segment.ms", String.valueOf(Duration.ofMinutes(10).toMillis()));
            configs.put("min.cleanable.dirty.ratio", "0.1");
        }
        if (Topics.TIMED_BY_BROKERS.contains(topic)) {
            configs.put("message.timestamp.type", "LogAppendTime");
        }
        return new TopicPlan(topic, settings.partitions(), (short) settings.replicationFactor(), configs);
    }

    /** Who comes first in it counts, so that all must read it alike. */
    private static TopicPlan inOneOrder(TopicPlan plan) {
        return new TopicPlan(plan.topic(), 1, plan.replicationFactor(), plan.configs());
    }

    /** How a topic that is there differs from this plan, in words; empty where it doesn't. */
    List<String> differences(int actualPartitions, int actualReplicationFactor, Map<String, String> actualConfigs) {
        List<String> differences = new ArrayList<>();
        compare(differences, "partitions", String.valueOf(partitions), String.valueOf(actualPartitions));
        compare(
                differences,
                "replication factor",
                String.valueOf(replicationFactor),
                String.valueOf(actualReplicationFactor));
        new TreeMap<>(configs)
                .forEach(
                        (key, wanted) -> compare(differences, key, wanted, actualConfigs.getOrDefault(key, "not set")));
        return List.copyOf(differences);
    }

    private static void compare(List<String> differences, String what, String wanted, String actual) {
        if (!wanted.equals(actual)) {
            differences.add(what + " is " + actual + ", should be " + wanted);
        }
    }
}
