package io.tieline.dispatcher.intake;

import io.tieline.dispatcher.window.Flight;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a lane has in flight, against its limits. A request that rests, waiting for an endpoint to come back, takes memory
 * and nothing else: it counts against the limit of bytes alone, so that a lane sees the deadlines far behind those that
 * rest. Safe for use by several threads.
 */
public final class Load {
    /** Near the limit, so that a full lane keeps its calls in flight: pausing and resuming cost it nothing. */
    private static final double RESUME_BELOW = 0.95;

    private final IntakeLimits limits;
    private final AtomicInteger working = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean full;

    public Load(IntakeLimits limits) {
        this.limits = limits;
    }

    void add(Flight flight) {
        working.incrementAndGet();
        bytes.addAndGet(flight.bytes());
    }

    public void remove(Flight flight) {
        wake(flight);
        working.decrementAndGet();
        bytes.addAndGet(-flight.bytes());
    }

    void rest(Flight flight) {
        if (flight.rest(true)) {
            working.decrementAndGet();
        }
    }

    void wake(Flight flight) {
        if (flight.rest(false)) {
            working.incrementAndGet();
        }
    }

    /** Requests that don't rest. */
    int working() {
        return working.get();
    }

    /** Whether no more may be taken: from the moment a limit is reached until the load is below 95 % of both. */
    boolean isFull() {
        double used = Math.max((double) working.get() / limits.records(), (double) bytes.get() / limits.bytes());
        full = full ? used >= RESUME_BELOW : used >= 1;
        return full;
    }

    /** Whether it is full of requests that rest. */
    boolean isFullOfRest() {
        return full && working.get() < RESUME_BELOW * limits.records();
    }
}
