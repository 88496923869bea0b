package io.tieline.systemtests.rig;

import io.tieline.platform.KafkaConnection;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.HealthScope;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.ParkedRequest;
import io.tieline.schemas.avro.ProviderHealth;
import io.tieline.testing.history.Event;
import io.tieline.testing.history.Place;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Tells of the requests that others than the load have published, and what a plain {@code read_committed} consumer finds
 * in the topics of replies, dead letters, parked requests, attempts and health, from its start on, in a thread of its own.
 * What ends or parks a request has the time of its arrival, by the clock that publishes, as whoever wrote it may have a
 * wrong one. All else has the time of its record.
 */
final class TopicRecorder implements AutoCloseable {
    private static final String BY = "reader";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<Topic<?>> TOPICS = List.of(
            Topics.REQUESTS_INTERACTIVE,
            Topics.REQUESTS_BATCH,
            Topics.REPLIES,
            Topics.DEAD_LETTERS,
            Topics.REQUESTS_PARKED,
            Topics.ATTEMPTS,
            Topics.PROVIDER_HEALTH);

    private final AvroSerdes serdes;
    private final Consumer<Event> events;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable RuntimeException failure;

    TopicRecorder(KafkaConnection kafka, AvroSerdes serdes, Consumer<Event> events) {
        this.serdes = serdes;
        this.events = events;
        consumer = new KafkaConsumer<>(
                kafka.clientProperties(Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        TOPICS.forEach(topic -> consumer.partitionsFor(topic.name())
                .forEach(info -> partitions.add(new TopicPartition(topic.name(), info.partition()))));
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread = Thread.ofPlatform().name("topic-recorder").start(this::read);
    }

    /** Whether this tells of a request that the load has not published. */
    static boolean isBy(Event.Published published) {
        return published.by().equals(BY);
    }

    private void read() {
        try (consumer) {
            while (!closing) {
                consumer.poll(POLL).forEach(this::take);
            }
            readToTheEnd();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /** All that is visible by now: who stops where he stands misses what came last. */
    private void readToTheEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        long latest = System.nanoTime() + PATIENCE.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() > latest) {
                throw new IllegalStateException("the end of the topics can't be read");
            }
            consumer.poll(POLL).forEach(this::take);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        Instant at = Instant.ofEpochMilli(record.timestamp());
        Place place = new Place(record.topic(), record.partition(), record.offset());
        if (record.topic().equals(Topics.REQUESTS_BATCH.name())) {
            request(Topics.REQUESTS_BATCH, record, at, place);
        } else if (record.topic().equals(Topics.REQUESTS_INTERACTIVE.name())) {
            request(Topics.REQUESTS_INTERACTIVE, record, at, place);
        } else if (record.topic().equals(Topics.REPLIES.name())) {
            reply(decoded(Topics.REPLIES, record), Instant.now(), place);
        } else if (record.topic().equals(Topics.DEAD_LETTERS.name())) {
            events.accept(new Event.DeadLetterSeen(
                    Instant.now(), BY, new String(record.key(), StandardCharsets.UTF_8), place));
        } else if (record.topic().equals(Topics.REQUESTS_PARKED.name())) {
            ParkedRequest parked = decoded(Topics.REQUESTS_PARKED, record);
            events.accept(new Event.ParkedSeen(
                    Instant.now(), BY, parked.getRequest().getRequestId(), parked.getNotBefore(), place));
        } else if (record.topic().equals(Topics.ATTEMPTS.name())) {
            attempt(decoded(Topics.ATTEMPTS, record), at);
        } else {
            health(decoded(Topics.PROVIDER_HEALTH, record), at);
        }
    }

    /** The load tells of its own, whose texts have marks of their ids, and of what is no request. */
    private void request(Topic<InferenceRequest> lane, ConsumerRecord<byte[], byte[]> record, Instant at, Place place) {
        if (serdes.decode(lane, record.value()) instanceof Decoded.Value<InferenceRequest>(InferenceRequest request)) {
            String id = request.getRequestId();
            String mark = Marks.find(String.valueOf(request.getMessages()));
            if (!mark.equals(Marks.of(id))) {
                events.accept(new Event.Published(
                        at,
                        BY,
                        id,
                        request.getTenant(),
                        mark,
                        lane.name(),
                        request.getDeadline(),
                        Set.copyOf(request.getJurisdictions())));
                events.accept(new Event.Acknowledged(at, BY, id, place));
            }
        }
    }

    private void reply(InferenceReply reply, Instant at, Place place) {
        String text = reply.getText();
        events.accept(new Event.ReplySeen(
                at,
                BY,
                reply.getRequestId(),
                Optional.of(reply.getTenant()),
                Optional.ofNullable(text).map(Marks::find),
                Event.Status.valueOf(reply.getOutcome().name()),
                reply.getError() == null ? "ok" : reply.getError().getCode(),
                reply.getAttempts().size(),
                reply.getServedBy() == null
                        ? Optional.empty()
                        : Optional.of(reply.getServedBy().getEndpointId()),
                place));
    }

    private void attempt(Attempt attempt, Instant at) {
        Long epoch = attempt.getSeenEpoch();
        events.accept(new Event.AttemptSeen(
                at,
                BY,
                attempt.getRequestId(),
                attempt.getAttemptId(),
                attempt.getEndpointId(),
                attempt.getCode(),
                attempt.getProbe(),
                epoch == null ? OptionalLong.empty() : OptionalLong.of(epoch),
                attempt.getStartedAt(),
                attempt.getEndedAt(),
                attempt.getWorkerId()));
    }

    private void health(ProviderHealth health, Instant at) {
        if (health.getScope() == HealthScope.ENDPOINT) {
            events.accept(new Event.HealthWord(
                    at,
                    BY,
                    health.getEndpointId(),
                    Event.State.valueOf(health.getState().name()),
                    health.getEpoch()));
        }
    }

    private <V extends SpecificRecord> V decoded(Topic<V> topic, ConsumerRecord<byte[], byte[]> record) {
        if (serdes.decode(topic, record.value()) instanceof Decoded.Value<V>(V value)) {
            return value;
        }
        throw new IllegalStateException(
                "can't read offset " + record.offset() + " of " + record.topic() + "-" + record.partition());
    }

    /** Reads what came last, and ends. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw new IllegalStateException("not all could be read in the topics", failure);
        }
    }
}
