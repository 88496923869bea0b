package io.tieline.dispatcher.resilience;

import io.tieline.routing.EndpointStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The health table as this dispatcher has it: the newest word on each endpoint, and whether it is fresh enough to go by.
 * Age is measured from when a word was heard, by a clock that can't be set, so that no clock needs to agree with another.
 * Safe for use by several threads; words come from one.
 */
public final class FleetHealth {
    /** Heartbeats come every 5 s: after three that are missing, nobody knows whether the table is true. */
    static final Duration STALE_AFTER = Duration.ofSeconds(15);

    private final LongSupplier nanoClock;
    private final Map<String, Word> words = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();

    /** Told what changed, in the order in which it did, by the thread that brings the words. */
    @FunctionalInterface
    interface Listener {
        /**
         * The word on an endpoint changed: another epoch, or it became fresh or stale.
         *
         * @param before what was gone by; empty: nothing was
         * @param after what is gone by now
         */
        void changed(String endpointId, Optional<EndpointStatus> before, Optional<EndpointStatus> after);
    }

    private record Word(EndpointStatus status, long heardAt, boolean fresh, CountDownLatch replaced) {
        boolean saysTheSame(EndpointStatus other, boolean otherFresh) {
            return fresh == otherFresh && status.epoch() == other.epoch();
        }

        Optional<EndpointStatus> goneBy() {
            return fresh ? Optional.of(status) : Optional.empty();
        }
    }

    /**
     * Knows nothing yet.
     *
     * @param nanoClock {@link System#nanoTime} or a test's
     */
    public FleetHealth(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** A table that nobody writes: everything is decided by what this dispatcher sees itself. */
    static FleetHealth silent() {
        return new FleetHealth(System::nanoTime);
    }

    void listen(Listener listener) {
        listeners.add(listener);
    }

    /**
     * A word was heard.
     *
     * @param fresh false for one that had been lying there for long when it was read
     * @return whether it says something new
     */
    public boolean heard(String endpointId, EndpointStatus status, boolean fresh) {
        Word before = words.get(endpointId);
        long now = nanoClock.getAsLong();
        if (before != null && before.saysTheSame(status, fresh)) {
            words.put(endpointId, new Word(status, now, fresh, before.replaced()));
            return false;
        }
        words.put(endpointId, new Word(status, now, fresh, new CountDownLatch(1)));
        tell(endpointId, Optional.ofNullable(before), fresh ? Optional.of(status) : Optional.empty());
        return true;
    }

    /** An endpoint was taken out of the table. */
    public void forgotten(String endpointId) {
        Word before = words.remove(endpointId);
        if (before != null) {
            tell(endpointId, Optional.of(before), Optional.empty());
        }
    }

    /** Finds out what has become stale; to be called every moment. */
    public void age() {
        long oldest = nanoClock.getAsLong() - STALE_AFTER.toNanos();
        words.forEach((endpointId, word) -> {
            if (word.fresh() && word.heardAt() - oldest <= 0) {
                words.put(endpointId, new Word(word.status(), word.heardAt(), false, new CountDownLatch(1)));
                tell(endpointId, Optional.of(word), Optional.empty());
            }
        });
    }

    private void tell(String endpointId, Optional<Word> before, Optional<EndpointStatus> after) {
        Optional<EndpointStatus> goneBy = before.flatMap(Word::goneBy);
        listeners.forEach(listener -> listener.changed(endpointId, goneBy, after));
        before.ifPresent(word -> word.replaced().countDown());
    }

    /** What to go by; empty where there is no word, or none that is fresh. */
    public Optional<EndpointStatus> fresh(String endpointId) {
        Word word = words.get(endpointId);
        return word == null ? Optional.empty() : word.goneBy();
    }

    /** The last word, however old. */
    Optional<EndpointStatus> last(String endpointId) {
        return Optional.ofNullable(words.get(endpointId)).map(Word::status);
    }

    /** Waits until the word on an endpoint is another than this epoch's, but not longer than this. */
    void awaitChange(String endpointId, long epoch, Duration patience) throws InterruptedException {
        Word word = words.get(endpointId);
        if (word != null && word.status().epoch() == epoch) {
            boolean _ = word.replaced().await(patience.toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
