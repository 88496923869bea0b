package io.tieline.sim.fault;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A fault that was injected. Safe for use by many threads; closing clears it. */
public final class FaultHandle implements AutoCloseable {
    private final String id;
    private final Fault fault;
    private final Instant start;
    private final @Nullable Instant end;
    private final long seed;
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private volatile boolean cleared;

    FaultHandle(String id, Fault fault, Instant injected, long seed) {
        this.id = id;
        this.fault = fault;
        this.start = injected.plus(fault.startAfter());
        this.end = fault.duration() == null ? null : start.plus(fault.duration());
        this.seed = seed;
    }

    public String id() {
        return id;
    }

    public Fault fault() {
        return fault;
    }

    /** When it starts, or did. */
    public Instant start() {
        return start;
    }

    /** When it ends by itself; null: it doesn't. */
    public @Nullable Instant end() {
        return end;
    }

    /** How many calls it took so far. */
    public long taken() {
        return taken.get();
    }

    /** Whether it is over: cleared, or past its end. */
    public boolean isOver(Instant now) {
        return cleared || (end != null && !now.isBefore(end));
    }

    /** Ends it now; without effect on one that is over. */
    public void clear() {
        cleared = true;
    }

    @Override
    public void close() {
        clear();
    }

    /** Whether it takes this call; each call asks once. */
    boolean takes(String endpointId, @Nullable String requestId, Instant now) {
        boolean here = fault.endpoint().equals(Fault.EVERY_ENDPOINT)
                || fault.endpoint().equals(endpointId);
        boolean concerned = fault.requestId() == null || fault.requestId().equals(requestId);
        if (!here || !concerned || now.isBefore(start) || isOver(now)) {
            return false;
        }
        boolean takes = Dice.fraction(seed, asked.getAndIncrement()) < fault.fraction();
        if (takes) {
            taken.incrementAndGet();
        }
        return takes;
    }
}
