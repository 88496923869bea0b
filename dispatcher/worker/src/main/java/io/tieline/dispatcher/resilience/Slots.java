package io.tieline.dispatcher.resilience;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Calls at a time, of which there may be so many; how many can change while calls are under way. Who waits longest comes
 * first. Safe for use by several threads.
 */
final class Slots {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition free = lock.newCondition();
    private int most;
    private double share = 1;
    private int limit;
    private int used;
    private int waiting;

    Slots(int most) {
        this.most = most;
        this.limit = most;
    }

    /** Allows a share of the most, but one at least. */
    void allow(double newShare) {
        lock.lock();
        try {
            share = newShare;
            setLimit();
        } finally {
            lock.unlock();
        }
    }

    /** Allows the same share of so many. */
    void resize(int newMost) {
        lock.lock();
        try {
            most = newMost;
            setLimit();
        } finally {
            lock.unlock();
        }
    }

    private void setLimit() {
        limit = Math.max(1, (int) Math.ceil(share * most));
        free.signalAll();
    }

    boolean hasRoom() {
        lock.lock();
        try {
            return used + waiting < limit;
        } finally {
            lock.unlock();
        }
    }

    /** Takes one, waiting for it for a while; false where none became free. */
    boolean take(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (used + waiting < limit) {
                used++;
                return true;
            }
            return takeLater(patience.toNanos());
        } finally {
            lock.unlock();
        }
    }

    private boolean takeLater(long patienceNanos) throws InterruptedException {
        long left = patienceNanos;
        waiting++;
        try {
            while (used >= limit) {
                if (left <= 0) {
                    return false;
                }
                left = free.awaitNanos(left);
            }
            used++;
            return true;
        } finally {
            waiting--;
            // Who leaves without a slot may have been the one that was told of a free one.
            if (used < limit && waiting > 0) {
                free.signal();
            }
        }
    }

    void giveBack() {
        lock.lock();
        try {
            used--;
            free.signal();
        } finally {
            lock.unlock();
        }
    }
}
