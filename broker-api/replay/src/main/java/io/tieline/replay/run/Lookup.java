package io.tieline.replay.run;

import io.tieline.replay.select.Reader;
import io.tieline.replay.select.Reader.Range;
import io.tieline.replay.select.Selection;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Replay;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Finds out about selected requests what is to be known before any of them is run again. Used by one thread. */
final class Lookup {
    /** Known of in some 150 MB. */
    private static final int MOST_REQUESTS = 1_000_000;

    private static final List<Topic<InferenceRequest>> LANES =
            List.of(Topics.REQUESTS_INTERACTIVE, Topics.REQUESTS_BATCH);

    private final Reader reader;
    private final Collection<String> replyTopics;
    private final Runnable between;

    /**
     * Prepares.
     *
     * @param replyTopics all that replies may be in
     * @param between called now and then, for it may take long
     */
    Lookup(Reader reader, Collection<String> replyTopics, Runnable between) {
        this.reader = reader;
        this.replyTopics = replyTopics;
        this.between = between;
    }

    /**
     * Looks through a range of the source, then the replies since the first of what was selected, and the lanes since the first
     * replay began. Keys tell which records are worth reading.
     *
     * @param firstReplay when any replay first published; null: none did
     * @throws IllegalArgumentException if the selection is larger than what is known of it may be, or doesn't say which of
     *     two tenants' requests is to be edited
     */
    SkipIndex index(Replay replay, Range range, @Nullable Instant firstReplay) {
        SkipIndex index = new SkipIndex(replay.getReplayId(), MOST_REQUESTS);
        Selection selection = Selection.parse(replay.getSelection());
        AtomicReference<@Nullable Instant> first = new AtomicReference<>();
        reader.read(
                range,
                record -> reader.found(selection.source(), record)
                        .filter(selection.filter()::takes)
                        .ifPresent(found -> {
                            index.selected(found);
                            InferenceRequest request = found.request();
                            first.accumulateAndGet(
                                    request == null ? found.at() : request.getCreatedAt(), Lookup::earlier);
                        }),
                between);
        if (replay.getEdited() != null) {
            requireOne(index.requests());
        }
        if (index.selections() == 0) {
            return index;
        }
        for (String topic : replyTopics) {
            reader.read(reader.writtenRange(topic, first.get()), record -> reply(record, index), between);
        }
        if (firstReplay != null) {
            for (Topic<InferenceRequest> lane : LANES) {
                reader.read(
                        reader.writtenRange(lane.name(), firstReplay),
                        record -> {
                            if (isAsked(record, index)) {
                                reader.value(lane, record).ifPresent(index::published);
                            }
                        },
                        between);
            }
        }
        return index;
    }

    private static void requireOne(int edited) {
        if (edited == 0) {
            throw new IllegalArgumentException("nothing is to be edited: there is no dead letter of this id");
        }
        if (edited > 1) {
            throw new IllegalArgumentException(
                    edited + " tenants have a request of this id: say whose is to be edited (tenants)");
        }
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    private void reply(ConsumerRecord<byte[], byte[]> record, SkipIndex index) {
        if (isAsked(record, index)) {
            reader.value(Topics.REPLIES, record).ifPresent(index::ended);
        }
    }

    private static boolean isAsked(ConsumerRecord<byte[], byte[]> record, SkipIndex index) {
        return record.key() != null && index.asksFor(new String(record.key(), StandardCharsets.UTF_8));
    }
}
