package io.tieline.health.stream;

import io.tieline.health.state.EndpointHealth;
import io.tieline.health.state.EndpointHealthCodec;
import io.tieline.health.state.HealthRecords;
import io.tieline.health.state.RollUps;
import io.tieline.health.state.Transition;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.ProviderHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All endpoints in one place: adds them up, and remembers for a day what changed. */
final class BoardProcessor extends ContextualProcessor<String, byte[], String, byte[]> {
    private static final Logger LOGGER = LoggerFactory.getLogger(BoardProcessor.class);
    private static final Duration HISTORY_KEPT = Duration.ofDays(1);
    private static final Duration CLEANING_INTERVAL = Duration.ofMinutes(1);

    private final HealthCodecs codecs;
    private final Map<String, EndpointHealth> endpoints = new TreeMap<>();

    /** What was published last of each provider and failure domain. */
    private final Map<String, ProviderHealth> rollUps = new HashMap<>();

    BoardProcessor(HealthCodecs codecs) {
        this.codecs = codecs;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        super.init(context);
        endpoints.clear(); // Streams revives a task with the same processor.
        rollUps.clear();
        try (KeyValueIterator<String, byte[]> stored = board().all()) {
            stored.forEachRemaining(entry ->
                    EndpointHealthCodec.decode(entry.value).ifPresent(endpoint -> endpoints.put(entry.key, endpoint)));
        }
        // What a predecessor published must be taken back once nothing belongs to it any more.
        rollUps.putAll(RollUps.of(endpoints.values(), now()));
        context.schedule(CLEANING_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::dropOldHistory);
    }

    @Override
    public void process(Record<String, byte[]> received) {
        Instant at = Instant.ofEpochMilli(received.timestamp());
        if (received.value() == null) {
            endpoints.remove(received.key());
            board().delete(received.key());
        } else {
            EndpointHealthCodec.decode(received.value())
                    .ifPresent(endpoint -> learn(received.key(), endpoint, received.value(), at));
        }
        publishRollUps(now());
    }

    private Instant now() {
        return Instant.ofEpochMilli(context().currentSystemTimeMs());
    }

    private void learn(String key, EndpointHealth endpoint, byte[] state, Instant at) {
        EndpointHealth before = endpoints.put(key, endpoint);
        board().put(key, state);
        HealthState from = before == null ? HealthState.HEALTHY : HealthRecords.state(before.condition());
        HealthState to = HealthRecords.state(endpoint.condition());
        if (from != to) {
            Transition transition = new Transition(
                    key,
                    from,
                    to,
                    at,
                    endpoint.condition().reason().code(),
                    endpoint.condition().reason().words());
            remember(transition, endpoint.condition().epoch());
        }
    }

    private void remember(Transition transition, long epoch) {
        history().put(transition.key(epoch), transition.encode());
        LOGGER.atInfo()
                .addKeyValue("endpointId", transition.endpointId())
                .addKeyValue("from", transition.from())
                .addKeyValue("to", transition.to())
                .addKeyValue("reason", transition.reason())
                .log("the health of an endpoint changed");
    }

    private void publishRollUps(Instant now) {
        Map<String, List<EndpointHealth>> groups = RollUps.groups(endpoints.values());
        groups.forEach((key, members) -> {
            if (isDue(rollUps.get(key), members, now)) {
                publish(key, RollUps.record(key, members, now), now);
            }
        });
        List<String> gone = new ArrayList<>(rollUps.keySet());
        gone.removeAll(groups.keySet());
        for (String key : gone) {
            rollUps.remove(key);
            forward(key, tombstone(), now);
        }
    }

    private static boolean isDue(@Nullable ProviderHealth last, List<EndpointHealth> members, Instant now) {
        return last == null
                || last.getEpoch() != RollUps.epoch(members)
                || Duration.between(last.getUpdatedAt(), now).compareTo(EndpointHealth.NEWS_INTERVAL) >= 0;
    }

    private void publish(String key, ProviderHealth record, Instant now) {
        try {
            forward(key, codecs.health().apply(record), now);
            rollUps.put(key, record);
        } catch (RuntimeException e) {
            LOGGER.atWarn()
                    .addKeyValue("key", key)
                    .addKeyValue("error", e.getMessage())
                    .log("can't be encoded now; the next record is due soon");
        }
    }

    private void forward(String key, byte[] value, Instant now) {
        context().forward(new Record<>(key, value, now.toEpochMilli()));
    }

    @SuppressWarnings("NullAway") // Kafka Streams isn't annotated: a null value is what it calls a tombstone.
    private static byte[] tombstone() {
        return null;
    }

    private void dropOldHistory(long timestamp) {
        Instant oldest = Instant.ofEpochMilli(timestamp).minus(HISTORY_KEPT);
        List<String> old = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = history().all()) {
            all.forEachRemaining(entry -> {
                boolean recent = Transition.decode(entry.value)
                        .filter(transition -> transition.at().isAfter(oldest))
                        .isPresent();
                if (!recent) {
                    old.add(entry.key);
                }
            });
        }
        old.forEach(history()::delete);
    }

    private KeyValueStore<String, byte[]> board() {
        return context().getStateStore(HealthTopology.BOARD_STORE);
    }

    private KeyValueStore<String, byte[]> history() {
        return context().getStateStore(HealthTopology.HISTORY_STORE);
    }
}
