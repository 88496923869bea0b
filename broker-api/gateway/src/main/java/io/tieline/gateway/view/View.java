package io.tieline.gateway.view;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the keys of a compacted topic stand for, as far as it has been read. Thread-safe. */
public interface View<V> {
    /** What a key stands for. */
    Optional<V> get(String key);

    /** Whether a key stands for anything, even if that can't be read. */
    boolean knows(String key);

    /** All that can be read, in no order. */
    List<V> values();

    /**
     * Returns once all that readers of the topic can see at this moment has been read; where its writers are of both sorts,
     * once all has that was acknowledged to any of them. A transaction shows to readers a moment after its writer has committed
     * it.
     *
     * @throws NotCaughtUpException if that isn't done in time
     */
    void catchUp(Duration timeout) throws NotCaughtUpException;

    /** The same as {@link #get}, but a key that stands for nothing is looked for again after catching up. */
    default Optional<V> find(String key, Duration timeout) throws NotCaughtUpException {
        Optional<V> known = get(key);
        if (known.isPresent()) {
            return known;
        }
        catchUp(timeout);
        return get(key);
    }
}
