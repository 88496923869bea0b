package io.tieline.dispatcher.resilience;

import io.tieline.routing.Endpoint;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Requests that wait until one of their candidates can be called. Who waits longest is woken first; where only one call
 * would be allowed, not all are woken for it. Safe for use by several threads.
 */
public final class Waiters {
    /** Some of those who are woken for the one call may have their own reasons not to make it. */
    private static final int ENOUGH_FOR_ONE_CALL = 8;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, SequencedSet<Waiter>> waiters = new HashMap<>();
    private long changes;

    /** The thread that makes it, waiting. */
    static final class Waiter {
        private final Thread thread = Thread.currentThread();
        private volatile boolean woken;

        void wake() {
            woken = true;
            LockSupport.unpark(thread);
        }

        boolean isWoken() {
            return woken;
        }

        void await(Duration patience) throws InterruptedException {
            long end = System.nanoTime() + patience.toNanos();
            for (long left = patience.toNanos(); left > 0 && !woken; left = end - System.nanoTime()) {
                LockSupport.parkNanos(this, left);
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while waiting for an endpoint");
                }
            }
        }
    }

    /** Counts what has changed so far; to be read before the decision to wait. */
    public long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until one of the endpoints may be worth another decision, but not longer than this.
     *
     * @param seen {@link #changes} as it was when the decision to wait was made: of what has changed since, it knew nothing
     */
    public void await(Collection<Endpoint> endpoints, long seen, Duration patience) throws InterruptedException {
        List<String> ids = endpoints.stream().map(Endpoint::id).toList();
        Waiter waiter = new Waiter();
        if (!enlist(waiter, ids, seen)) {
            return;
        }
        try {
            waiter.await(patience);
        } finally {
            leave(waiter, ids);
        }
    }

    /** False where something has changed since. */
    boolean enlist(Waiter waiter, List<String> ids, long seen) {
        lock.lock();
        try {
            if (changes != seen) {
                return false;
            }
            ids.forEach(id ->
                    waiters.computeIfAbsent(id, _ -> new LinkedHashSet<>()).add(waiter));
            return true;
        } finally {
            lock.unlock();
        }
    }

    void leave(Waiter waiter, List<String> ids) {
        lock.lock();
        try {
            for (String id : ids) {
                waiters.computeIfPresent(id, (_, set) -> {
                    set.remove(waiter);
                    return set.isEmpty() ? null : set;
                });
            }
        } finally {
            lock.unlock();
        }
    }

    /** There are other endpoints now. */
    void wakeEverybody() {
        lock.lock();
        try {
            changes++;
            waiters.values().forEach(those -> those.forEach(Waiter::wake));
        } finally {
            lock.unlock();
        }
    }

    /** The endpoint takes calls. */
    void wakeAll(String endpointId) {
        wake(endpointId, Integer.MAX_VALUE);
    }

    /** The endpoint takes one call. */
    void wakeForOneCall(String endpointId) {
        wake(endpointId, ENOUGH_FOR_ONE_CALL);
    }

    private void wake(String endpointId, int most) {
        lock.lock();
        try {
            changes++;
            waiters.getOrDefault(endpointId, new LinkedHashSet<>()).stream()
                    .filter(waiter -> !waiter.woken)
                    .limit(most)
                    .forEach(Waiter::wake);
        } finally {
            lock.unlock();
        }
    }
}
