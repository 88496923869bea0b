package io.tieline.health.stream;

import io.tieline.health.state.AttemptRules;
import io.tieline.health.state.EndpointHealth;
import io.tieline.health.state.EndpointHealthCodec;
import io.tieline.health.state.EndpointId;
import io.tieline.health.state.HealthRecords;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.ProbeClaim;
import io.tieline.schemas.avro.SourcePosition;
import io.tieline.schemas.avro.UnreadableRecord;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges endpoints by the attempts of all dispatchers, and gives leave for probes.
 *
 * <p>The endpoints of the partition live on the heap; the store is written when, and only when, a record is published:
 * with every change of a condition, and otherwise once a second. So the changelog grows with the number of endpoints and
 * not with the traffic, and readers and a restarted job know the same. A crash loses what was measured since then, a
 * second at most, and weighs again what was read since the last commit; a request that failed counts once all the same.
 */
final class JudgeProcessor extends ContextualProcessor<byte[], byte[], String, Judged> {
    private static final Logger LOGGER = LoggerFactory.getLogger(JudgeProcessor.class);
    private static final Duration TICK = Duration.ofMillis(100);

    private final HealthCodecs codecs;
    private final Counters counters;
    private final Map<String, EndpointHealth> endpoints = new HashMap<>();
    private final Complaints complaints =
            new Complaints("a record can't be read; it went to the dead letters of the attempts");

    JudgeProcessor(HealthCodecs codecs, Counters counters) {
        this.codecs = codecs;
        this.counters = counters;
    }

    @Override
    public void init(ProcessorContext<String, Judged> context) {
        super.init(context);
        endpoints.clear(); // Streams revives a task with the same processor.
        try (KeyValueIterator<String, byte[]> stored = store().all()) {
            stored.forEachRemaining(entry -> endpoints.put(entry.key, restore(entry.key, entry.value)));
        }
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    }

    @Override
    public void process(Record<byte[], byte[]> received) {
        Instant at = earlier(Instant.ofEpochMilli(received.timestamp()), now());
        RecordMetadata position = context().recordMetadata().orElseThrow();
        if (position.topic().equals(Topics.PROBE_CLAIMS.name())) {
            read(codecs.claims().apply(received.value()), received, position)
                    .ifPresent(claim -> guarded(() -> claimed(claim), received, position));
        } else {
            read(codecs.attempts().apply(received.value()), received, position)
                    .flatMap(attempt -> sound(attempt, received, position))
                    .ifPresent(attempt -> guarded(() -> attempted(attempt, at), received, position));
        }
    }

    /** A bug of ours that one record meets must not stop the judgement of all: the record would come again and again. */
    private void guarded(Runnable work, Record<byte[], byte[]> received, RecordMetadata position) {
        try {
            work.run();
        } catch (IllegalArgumentException | ArithmeticException | UncheckedIOException e) {
            LOGGER.atError()
                    .setCause(e)
                    .addKeyValue("offset", position.offset())
                    .log("a record can't be judged by");
            var _ = unreadable("can't be judged by: " + e, received, position);
        }
    }

    private void attempted(Attempt attempt, Instant at) {
        EndpointId id = EndpointId.of(attempt);
        EndpointHealth endpoint = endpoints.compute(
                id.name(), (_, known) -> known == null ? EndpointHealth.unknown(id, at) : known.as(id));
        endpoint.record(attempt, at);
        counters.attempts.increment();
        publishIfDue(endpoint, now());
    }

    private void claimed(ProbeClaim claim) {
        EndpointHealth endpoint = endpoints.get(claim.getEndpointId());
        if (endpoint != null) {
            endpoint.claim(claim, now());
            publishIfDue(endpoint, now());
        }
    }

    private void tick(long timestamp) {
        Instant now = Instant.ofEpochMilli(timestamp);
        for (EndpointHealth endpoint : new ArrayList<>(endpoints.values())) {
            if (endpoint.isForgotten(now)) {
                forget(endpoint, now);
            } else {
                endpoint.tick(now);
                publishIfDue(endpoint, now);
            }
        }
    }

    private void publishIfDue(EndpointHealth endpoint, Instant now) {
        if (!endpoint.due(now)) {
            return;
        }
        endpoint.published(now);
        byte[] state = EndpointHealthCodec.encode(endpoint, now);
        store().put(endpoint.id().name(), state);
        encode("health of " + endpoint.id().name(), () -> codecs.health().apply(HealthRecords.of(endpoint, now)))
                .ifPresent(health -> forward(
                        endpoint.id().name(), new Judged.Published(Bytes.wrap(health), Bytes.wrap(state)), now));
    }

    private void forget(EndpointHealth endpoint, Instant now) {
        String name = endpoint.id().name();
        LOGGER.atInfo().addKeyValue("endpointId", name).log("nobody has called an endpoint for a day; it is forgotten");
        endpoints.remove(name);
        store().delete(name);
        forward(name, new Judged.Forgotten(), now);
    }

    private void forward(String key, Judged judged, Instant now) {
        context().forward(new Record<>(key, judged, now.toEpochMilli()));
    }

    /** What can't be read goes to its own topic with its bytes, and stops nothing. */
    private <V> Optional<V> read(Decoded<V> decoded, Record<byte[], byte[]> received, RecordMetadata position) {
        return switch (decoded) {
            case Decoded.Value<V>(V value) -> Optional.of(value);
            case Decoded.Undecodable<V>(String reason) -> unreadable(reason, received, position);
            case Decoded.RegistryAway<V>(String reason) -> unreadable(reason, received, position);
        };
    }

    private Optional<Attempt> sound(Attempt attempt, Record<byte[], byte[]> received, RecordMetadata position) {
        Optional<String> problem = AttemptRules.problem(attempt);
        return problem.isPresent() ? unreadable(problem.get(), received, position) : Optional.of(attempt);
    }

    private <V> Optional<V> unreadable(String reason, Record<byte[], byte[]> received, RecordMetadata position) {
        Instant now = now();
        counters.unreadable.increment();
        complaints.about(context(), reason, counters.unreadable.sum());
        ByteBuffer raw = received.value() == null ? null : ByteBuffer.wrap(received.value());
        SourcePosition source = new SourcePosition(position.topic(), position.partition(), position.offset());
        UnreadableRecord letter = new UnreadableRecord(raw, reason, source, now);
        encode("dead letter of an attempt", () -> codecs.unreadable().apply(letter))
                .ifPresent(bytes -> forward(source.toString(), new Judged.Unreadable(Bytes.wrap(bytes)), now));
        return Optional.empty();
    }

    /** Empty where it can't be encoded now: the registry may be away, and the next heartbeat tries again. */
    private Optional<byte[]> encode(String what, Supplier<byte[]> encoder) {
        try {
            return Optional.of(encoder.get());
        } catch (RuntimeException e) {
            counters.unpublished.increment();
            LOGGER.atWarn()
                    .addKeyValue("what", what)
                    .addKeyValue("error", e.getMessage())
                    .log("can't be encoded now; left out");
            return Optional.empty();
        }
    }

    private EndpointHealth restore(String endpointId, byte[] bytes) {
        return EndpointHealthCodec.decode(bytes).orElseGet(() -> {
            LOGGER.atWarn()
                    .addKeyValue("endpointId", endpointId)
                    .log("the stored health of an endpoint can't be read; it is measured anew");
            return EndpointHealth.unknown(EndpointId.named(endpointId), now());
        });
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private Instant now() {
        return Instant.ofEpochMilli(context().currentSystemTimeMs());
    }

    private KeyValueStore<String, byte[]> store() {
        return context().getStateStore(HealthTopology.JUDGE_STORE);
    }
}
