package io.tieline.replay.run;

import io.tieline.platform.KafkaConnection;
import io.tieline.replay.select.Reader;
import io.tieline.routing.Catalogue;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Replay;
import io.tieline.schemas.avro.ReplayCommand;
import io.tieline.schemas.avro.ReplayCommandKind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** Tells who runs the replays through Kafka, and reads there what became of them. Thread-safe. */
public final class KafkaReplayDesk implements ReplayDesk, AutoCloseable {
    /** The one that all orders stand in, in the order in which they were given. */
    static final int PARTITION = 0;

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final KafkaConnection kafka;
    private final AvroSerdes serdes;
    private final Collection<String> replyTopics;
    private final InstantSource clock;
    private final Producer<String, byte[]> producer;

    /**
     * Opens it.
     *
     * @param replyTopics all that replies may be in
     */
    public KafkaReplayDesk(
            KafkaConnection kafka, AvroSerdes serdes, Collection<String> replyTopics, InstantSource clock) {
        this.kafka = kafka;
        this.serdes = serdes;
        this.replyTopics = List.copyOf(replyTopics);
        this.clock = clock;
        this.producer = new ReplayClients(kafka).ordering();
    }

    @Override
    public Preview preview(NewReplay order, Catalogue catalogue) {
        requireFits(order);
        order.requireKnown(catalogue);
        Instant now = clock.instant();
        return Preview.of(order.begin("preview", now), catalogue, kafka, serdes, replyTopics, all(), now);
    }

    @Override
    public Replay start(NewReplay order) throws IOException, InterruptedException {
        requireFits(order);
        Instant now = clock.instant();
        Replay replay =
                order.begin(NewReplay.newId(now, ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE)), now);
        send(ReplayCommand.newBuilder()
                .setReplayId(replay.getReplayId())
                .setKind(ReplayCommandKind.START)
                .setBy(order.by())
                .setWhy(order.why())
                .setAt(replay.getCreatedAt())
                .setReplay(replay)
                .build());
        return replay;
    }

    private void requireFits(NewReplay order) {
        InferenceRequest edited = order.edited();
        if (edited != null) {
            NewReplay.requireFits(serdes.encode(Topics.REQUESTS_BATCH, edited).length, NewReplay.MOST_EDITED_BYTES);
        }
    }

    @Override
    public Instant tell(String replayId, ReplayCommandKind kind, String by, String why)
            throws IOException, InterruptedException {
        Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        send(ReplayCommand.newBuilder()
                .setReplayId(replayId)
                .setKind(kind)
                .setBy(by)
                .setWhy(why)
                .setAt(at)
                .build());
        return at;
    }

    private void send(ReplayCommand command) throws IOException, InterruptedException {
        try {
            Object _ = producer.send(new ProducerRecord<>(
                            Topics.REPLAY_COMMANDS.name(),
                            PARTITION,
                            command.getReplayId(),
                            serdes.encode(Topics.REPLAY_COMMANDS, command)))
                    .get();
        } catch (InterruptException e) {
            throw e;
        } catch (ExecutionException | KafkaException e) {
            throw new IOException("Kafka didn't acknowledge the order: " + e.getMessage(), e);
        }
    }

    @Override
    public List<Replay> all() {
        try (Reader reader = Reader.open(kafka, serdes)) {
            Map<String, Replay> newest = new HashMap<>();
            reader.read(
                    reader.range(Topics.REPLAYS.name(), null),
                    record -> reader.value(Topics.REPLAYS, record)
                            .ifPresent(replay -> newest.put(replay.getReplayId(), replay)),
                    () -> {});
            return newest.values().stream()
                    .sorted(Comparator.comparing(Replay::getCreatedAt)
                            .thenComparing(Replay::getReplayId)
                            .reversed())
                    .toList();
        }
    }

    @Override
    public Optional<Replay> await(String replayId, ReplayCommandKind kind, Instant told, Duration timeout)
            throws InterruptedException {
        Instant end = clock.instant().plus(timeout);
        while (true) {
            Optional<Replay> replay = find(replayId).filter(found -> isTold(found, kind, told));
            if (replay.isPresent() || clock.instant().isAfter(end)) {
                return replay;
            }
            Thread.sleep(PAUSE);
        }
    }

    private static boolean isTold(Replay replay, ReplayCommandKind kind, Instant told) {
        return replay.getAudit().stream()
                .anyMatch(order ->
                        order.getKind().equals(kind.name()) && order.getAt().equals(told));
    }

    /** When any of these first published; null: none did. */
    static @Nullable Instant firstPublished(Collection<Replay> replays) {
        return replays.stream()
                .map(Replay::getStartedAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
