package io.tieline.gateway.idempotency;

import io.tieline.gateway.idempotency.Claims.State;
import io.tieline.gateway.view.Change;
import io.tieline.schemas.avro.IdempotentAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What is known of each key, and who waits for that to change. Thread-safe. */
final class ClaimBoard {
    private static final char SEPARATOR = '#';

    private final Claims claims;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, State> states = new HashMap<>();

    ClaimBoard(Claims claims) {
        this.claims = claims;
    }

    /** Key of a claim's record. A claim's id holds no separator, a caller's key may. */
    static String recordKey(String key, String claimId) {
        return key + SEPARATOR + claimId;
    }

    /** Records of a caller's key go to one partition, for their order counts. */
    static String keyOf(String recordKey) {
        return recordKey.substring(0, Math.max(0, recordKey.lastIndexOf(SEPARATOR)));
    }

    void take(Change<IdempotentAnswer> change) {
        String key = keyOf(change.key());
        String claimId = change.key().substring(change.key().lastIndexOf(SEPARATOR) + 1);
        lock.lock();
        try {
            State next = claims.after(states.get(key), claimId, change);
            if (next != null) {
                states.put(key, next);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    State get(String key) {
        lock.lock();
        try {
            return states.get(key);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a key's state is no longer this one, but no longer than the time. */
    void awaitChange(String key, @Nullable State known, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        lock.lock();
        try {
            while (Objects.equals(states.get(key), known)) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                boolean _ = changed.await(left, TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Kafka forgets old records without a word. */
    void forgetBefore(Instant time) {
        lock.lock();
        try {
            states.values().removeIf(state -> state.claimedAt().isBefore(time));
        } finally {
            lock.unlock();
        }
    }
}
