package io.tieline.health;

import io.tieline.schemas.Decoded;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.ProviderHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts attempts by endpoint and publishes what they add up to.
 *
 * <p>The endpoints of the partition live on the heap; the store is written when, and only when, a record is published.
 * So the changelog grows with the number of endpoints and not with the traffic, and readers and a restarted job know
 * the same. A crash loses the attempts since the last publication, a quarter of a second at most, which measuring can
 * bear.
 */
final class HealthProcessor extends ContextualProcessor<byte[], byte[], String, byte[]> {
    private static final Logger LOGGER = LoggerFactory.getLogger(HealthProcessor.class);
    private static final Duration COMPLAINT_INTERVAL = Duration.ofSeconds(1);

    private final HealthTopology.Codecs codecs;
    private final Counters counters;
    private final Map<String, EndpointHealth> endpoints = new HashMap<>();
    private Instant complainedAt = Instant.EPOCH;

    HealthProcessor(HealthTopology.Codecs codecs, Counters counters) {
        this.codecs = codecs;
        this.counters = counters;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        super.init(context);
        endpoints.clear(); // Streams revives a task with the same processor.
        try (KeyValueIterator<String, byte[]> stored = store().all()) {
            stored.forEachRemaining(entry -> endpoints.put(entry.key, restore(entry.key, entry.value)));
        }
        context.schedule(EndpointHealth.PUBLISH_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::publishDue);
    }

    @Override
    public void process(Record<byte[], byte[]> received) {
        switch (codecs.attempts().apply(received.value())) {
            case Decoded.Value<Attempt>(Attempt attempt) -> count(attempt);
            case Decoded.Undecodable<Attempt>(String reason) -> passOver(reason);
            case Decoded.RegistryAway<Attempt>(String reason) -> passOver(reason);
        }
    }

    private void count(Attempt attempt) {
        Instant now = now();
        EndpointHealth endpoint =
                endpoints.computeIfAbsent(attempt.getEndpointId(), id -> EndpointHealth.unknown(id, now));
        (endpoint.record(attempt, now) ? counters.attempts : counters.tooOld).increment();
        if (endpoint.due(now)) {
            publish(endpoint, now);
        }
    }

    private void passOver(String reason) {
        counters.undecodable.increment();
        Instant now = now();
        if (Duration.between(complainedAt, now).abs().compareTo(COMPLAINT_INTERVAL) < 0) {
            return;
        }
        complainedAt = now;
        var position = context().recordMetadata().orElseThrow();
        LOGGER.atWarn()
                .addKeyValue("topic", position.topic())
                .addKeyValue("partition", position.partition())
                .addKeyValue("offset", position.offset())
                .addKeyValue("reason", reason)
                .addKeyValue("undecodableSoFar", counters.undecodable.sum())
                .log("Passed over an attempt that can't be decoded");
    }

    private void publishDue(long timestamp) {
        Instant now = Instant.ofEpochMilli(timestamp);
        endpoints.values().stream().filter(endpoint -> endpoint.due(now)).forEach(endpoint -> publish(endpoint, now));
    }

    private void publish(EndpointHealth endpoint, Instant now) {
        ProviderHealth health = endpoint.publish(now);
        store().put(endpoint.endpointId(), EndpointHealthCodec.encode(endpoint, now));
        encode(health)
                .ifPresent(bytes -> context().forward(new Record<>(endpoint.endpointId(), bytes, now.toEpochMilli())));
    }

    /** Empty where the record can't be encoded now: the registry may be away, and the next heartbeat tries again. */
    private Optional<byte[]> encode(ProviderHealth health) {
        try {
            return Optional.of(codecs.health().apply(health));
        } catch (RuntimeException e) {
            counters.unpublished.increment();
            LOGGER.atWarn()
                    .addKeyValue("endpointId", health.getEndpointId())
                    .addKeyValue("reason", e.getMessage())
                    .log("The health of an endpoint can't be encoded; it stays unpublished until the next heartbeat");
            return Optional.empty();
        }
    }

    private EndpointHealth restore(String endpointId, byte[] bytes) {
        return EndpointHealthCodec.decode(endpointId, bytes).orElseGet(() -> {
            LOGGER.atWarn()
                    .addKeyValue("endpointId", endpointId)
                    .log("The stored health of an endpoint can't be read; it is measured anew");
            return EndpointHealth.unknown(endpointId, now());
        });
    }

    private Instant now() {
        return Instant.ofEpochMilli(context().currentSystemTimeMs());
    }

    private KeyValueStore<String, byte[]> store() {
        return context().getStateStore(HealthTopology.STORE);
    }
}
