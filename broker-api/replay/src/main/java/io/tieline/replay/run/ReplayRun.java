package io.tieline.replay.run;

import io.tieline.replay.run.ReplayMachine.Portion;
import io.tieline.replay.select.Found;
import io.tieline.replay.select.Reader;
import io.tieline.replay.select.Selection;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Plan;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Replay;
import io.tieline.schemas.avro.ReplayOverrides;
import io.tieline.schemas.avro.ReplayPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The replay that is being run: takes portion after portion of its selection. What it has taken counts once the record that
 * follows from it is committed; whoever comes next begins with that. Used by one thread.
 */
final class ReplayRun implements AutoCloseable {
    /** Records that are looked at before others get their turn. */
    private static final int MOST_LOOKED_AT = 2_000;

    private static final long LARGEST_PORTION = 4L * 1024 * 1024;

    /** Whatever the topics of requests take. */
    private static final int LARGEST_REQUEST = 2 * 1024 * 1024;

    private static final Duration POLL = Duration.ofMillis(50);
    private static final int LONGEST_TRACE_HEADER = 4_096;
    private static final List<String> TRACE_HEADERS = List.of("traceparent", "tracestate");

    private final Selection selection;
    private final SkipIndex index;
    private final Reader decoder;
    private final Consumer<byte[], byte[]> source;
    private final AvroSerdes serdes;
    private final Supplier<Catalogue> catalogue;
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Deque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();

    /**
     * Goes on where the replay has come to.
     *
     * @param source assigned to nothing yet; closed with this
     * @param decoder reads records of the source
     */
    ReplayRun(
            Replay replay,
            SkipIndex index,
            Consumer<byte[], byte[]> source,
            Reader decoder,
            AvroSerdes serdes,
            Supplier<Catalogue> catalogue) {
        this.selection = Selection.parse(replay.getSelection());
        this.index = index;
        this.decoder = decoder;
        this.source = source;
        this.serdes = serdes;
        this.catalogue = catalogue;
        String topic = selection.source().topicName();
        for (ReplayPosition position : replay.getCursor()) {
            TopicPartition partition = new TopicPartition(topic, position.getPartition());
            next.put(partition, position.getNext());
            ends.put(partition, position.getEnd());
        }
        source.assign(next.keySet());
        next.forEach(source::seek);
        source.pause(next.keySet().stream().filter(this::isDone).toList());
    }

    private boolean isDone(TopicPartition partition) {
        return next.getOrDefault(partition, 0L) >= ends.getOrDefault(partition, 0L);
    }

    /** What is to be published next, and what the replay then stands at. */
    record Step(List<ProducerRecord<String, byte[]>> records, Portion portion) {}

    private static final class Tally {
        private final List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        private long bytes;
        private long answered;
        private long open;
        private long quarantined;
        private long refused;
        private @Nullable String refusal;

        private void refuse(String why) {
            refused++;
            refusal = why;
        }
    }

    /**
     * Takes the next portion.
     *
     * @param most how many may be published
     */
    Step step(Replay replay, int most, Instant now) {
        fill();
        Again again = new Again(replay, catalogue.get());
        Tally tally = new Tally();
        int looked = 0;
        while (!waiting.isEmpty()
                && tally.records.size() < most
                && looked < MOST_LOOKED_AT
                && tally.bytes < LARGEST_PORTION) {
            ConsumerRecord<byte[], byte[]> record = waiting.remove();
            next.put(partition(record), record.offset() + 1);
            looked++;
            found(record).ifPresent(found -> take(found, record, replay, again, now, tally));
        }
        return new Step(
                tally.records,
                new Portion(
                        tally.records.size(),
                        tally.answered,
                        tally.open,
                        tally.quarantined,
                        tally.refused,
                        tally.refusal,
                        cursor()));
    }

    private void fill() {
        if (!waiting.isEmpty()) {
            return;
        }
        for (ConsumerRecord<byte[], byte[]> record : source.poll(POLL)) {
            if (record.offset() < ends.getOrDefault(partition(record), 0L)) {
                waiting.add(record);
            }
        }
        if (waiting.isEmpty()) {
            // Markers of transactions are no records, but they take offsets.
            next.replaceAll((partition, offset) -> Math.max(offset, source.position(partition)));
        }
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    private Optional<Found> found(ConsumerRecord<byte[], byte[]> record) {
        return decoder.found(selection.source(), record).filter(selection.filter()::takes);
    }

    private void take(
            Found found, ConsumerRecord<byte[], byte[]> from, Replay replay, Again again, Instant now, Tally tally) {
        switch (index.verdict(found, replay.getAnsweredToo(), replay.getMaxGeneration())) {
            case SkipIndex.Verdict.Answered _ -> tally.answered++;
            case SkipIndex.Verdict.Open _ -> tally.open++;
            case SkipIndex.Verdict.Quarantined _ -> tally.quarantined++;
            case SkipIndex.Verdict.Publish(int generation) -> {
                switch (again.of(found, generation, now)) {
                    case Again.Result.Refused(String why) -> tally.refuse(why);
                    case Again.Result.Made(InferenceRequest request, Plan _) -> publish(request, from, replay, tally);
                }
            }
        }
    }

    private void publish(InferenceRequest request, ConsumerRecord<byte[], byte[]> from, Replay replay, Tally tally) {
        Topic<InferenceRequest> lane = lane(replay);
        byte[] value = serdes.encode(lane, request);
        if (value.length > LARGEST_REQUEST) {
            tally.refuse(request.getRequestId() + ": it has " + value.length + " bytes, allowed: " + LARGEST_REQUEST);
            return;
        }
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(lane.name(), request.getRequestId(), value);
        for (String name : TRACE_HEADERS) {
            Header header = from.headers().lastHeader(name);
            if (header != null && header.value() != null && header.value().length <= LONGEST_TRACE_HEADER) {
                record.headers().add(header);
            }
        }
        index.published(request);
        tally.records.add(record);
        tally.bytes += value.length;
    }

    private static Topic<InferenceRequest> lane(Replay replay) {
        ReplayOverrides overrides = replay.getOverrides();
        return overrides != null && "interactive".equals(overrides.getLane())
                ? Topics.REQUESTS_INTERACTIVE
                : Topics.REQUESTS_BATCH;
    }

    private List<ReplayPosition> cursor() {
        return ends.entrySet().stream()
                .map(end -> new ReplayPosition(
                        end.getKey().partition(), next.getOrDefault(end.getKey(), 0L), end.getValue()))
                .sorted(Comparator.comparingInt(ReplayPosition::getPartition))
                .toList();
    }

    /** Who could serve the next requests, a few of them. */
    List<Plan> ahead(Replay replay, int most, Instant now) {
        fill();
        Again again = new Again(replay, catalogue.get());
        List<Plan> plans = new ArrayList<>();
        waiting.stream()
                .limit(most)
                .flatMap(record -> found(record).stream())
                .filter(found -> index.verdict(found, replay.getAnsweredToo(), replay.getMaxGeneration())
                        instanceof SkipIndex.Verdict.Publish)
                .forEach(found -> {
                    if (again.of(found, 1, now) instanceof Again.Result.Made made) {
                        plans.add(made.plan());
                    }
                });
        return plans;
    }

    @Override
    public void close() {
        source.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
