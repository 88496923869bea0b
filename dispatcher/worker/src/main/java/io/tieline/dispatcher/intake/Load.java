package io.tieline.dispatcher.intake;

import io.tieline.dispatcher.window.Flight;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What a lane has in flight, against its limits. Safe for use by several threads. */
public final class Load {
    /** Near the limit, so that a full lane keeps its calls in flight: pausing and resuming cost it nothing. */
    private static final double RESUME_BELOW = 0.95;

    private final IntakeLimits limits;
    private final AtomicInteger records = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean full;

    public Load(IntakeLimits limits) {
        this.limits = limits;
    }

    void add(Flight flight) {
        records.incrementAndGet();
        bytes.addAndGet(flight.bytes());
    }

    public void remove(Flight flight) {
        records.decrementAndGet();
        bytes.addAndGet(-flight.bytes());
    }

    int records() {
        return records.get();
    }

    /** Whether no more may be taken: from the moment a limit is reached until the load is below 95 % of both. */
    boolean isFull() {
        double used = Math.max((double) records.get() / limits.records(), (double) bytes.get() / limits.bytes());
        full = full ? used >= RESUME_BELOW : used >= 1;
        return full;
    }
}
