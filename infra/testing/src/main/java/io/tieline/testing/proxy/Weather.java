package io.tieline.testing.proxy;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** The toxic in force, and waiting until it changes. Safe for use by several threads. */
final class Weather {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile State state = new State(Optional.empty(), 0);

    /**
     * One state of the weather.
     *
     * @param number counts the changes
     */
    record State(Optional<Toxic> toxic, long number) {}

    void become(Optional<Toxic> toxic) {
        lock.lock();
        try {
            state = new State(toxic, state.number() + 1);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Optional<Toxic> now() {
        return state.toxic();
    }

    State state() {
        return state;
    }

    /** Lets everybody who waits look again. */
    void stir() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for another state than this one, but no longer than {@code nanos}, nor where {@code over}. */
    void await(State known, long nanos, BooleanSupplier over) {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && state.number() == known.number() && !over.getAsBoolean()) {
                left = changed.awaitNanos(Math.min(left, TimeUnit.DAYS.toNanos(1)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
