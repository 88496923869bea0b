package io.tieline.schemas;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The schemas that records were written with, by the id that they carry. What was found once is known for ever: an id
 * never changes its meaning. What the registry doesn't have is taken as unknown for a while, so that a flood of poisoned
 * records isn't a flood of calls; so is the registry's absence, for a moment. Thread-safe; one lookup at a time.
 */
final class WriterSchemas {
    static final Duration UNKNOWN_FOR = Duration.ofSeconds(30);
    static final Duration AWAY_FOR = Duration.ofSeconds(1);
    private static final int MOST_UNKNOWN = 10_000;

    /** Where schemas come from. */
    interface Source {
        /** The schema with this id, or empty where there is none; throws {@link RegistryException} where it can't say. */
        Optional<Schema> schema(int id);
    }

    /** What is known of an id. */
    sealed interface Found {}

    /** Records with this id were written with this schema. */
    record Known(Schema schema) implements Found {}

    /** The registry has no schema with this id. */
    record Unknown() implements Found {}

    /** The registry can't be asked now. */
    record Away(String reason) implements Found {}

    private final Source source;
    private final LongSupplier nanoClock;
    private final Map<Integer, Known> known = new ConcurrentHashMap<>();
    private final Map<Integer, Long> unknownSince = new ConcurrentHashMap<>();
    private final ReentrantLock lookup = new ReentrantLock();
    private volatile @Nullable Absence absence;

    private record Absence(long since, String reason) {}

    WriterSchemas(Source source, LongSupplier nanoClock) {
        this.source = source;
        this.nanoClock = nanoClock;
    }

    Found byId(int id) {
        Found remembered = remembered(id);
        if (remembered != null) {
            return remembered;
        }
        lookup.lock();
        try {
            // Whoever held the lock before may have asked the same.
            Found meanwhile = remembered(id);
            return meanwhile != null ? meanwhile : ask(id);
        } finally {
            lookup.unlock();
        }
    }

    void remember(int id, Schema schema) {
        known.put(id, new Known(schema));
    }

    boolean isKnown(int id) {
        return known.containsKey(id);
    }

    /** How many ids are remembered as unknown. */
    int unknownCount() {
        return unknownSince.size();
    }

    private @Nullable Found remembered(int id) {
        Known schema = known.get(id);
        if (schema != null) {
            return schema;
        }
        if (id <= 0) {
            // The registry counts from 1: no call can find these.
            return new Unknown();
        }
        Long since = unknownSince.get(id);
        if (since != null && isYoung(since, UNKNOWN_FOR)) {
            return new Unknown();
        }
        Absence away = absence;
        return away != null && isYoung(away.since(), AWAY_FOR) ? new Away(away.reason()) : null;
    }

    private Found ask(int id) {
        try {
            Optional<Schema> schema = source.schema(id);
            absence = null;
            if (schema.isPresent()) {
                unknownSince.remove(id);
                Known found = new Known(schema.get());
                known.put(id, found);
                return found;
            }
            if (unknownSince.size() >= MOST_UNKNOWN) {
                unknownSince.values().removeIf(since -> !isYoung(since, UNKNOWN_FOR));
            }
            if (unknownSince.size() < MOST_UNKNOWN) {
                unknownSince.put(id, nanoClock.getAsLong());
            }
            return new Unknown();
        } catch (RegistryException e) {
            String reason = String.valueOf(e.getMessage());
            absence = new Absence(nanoClock.getAsLong(), reason);
            return new Away(reason);
        }
    }

    private boolean isYoung(long since, Duration age) {
        return nanoClock.getAsLong() - since < age.toNanos();
    }
}
