package io.tieline.dispatcher.budget;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/** Money that is set aside for one call. It is given back by telling how the call ended, exactly once. */
public final class Reservation {
    private final Ledger ledger;
    private final long microUsd;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Reservation(Ledger ledger, long microUsd) {
        this.ledger = ledger;
        this.microUsd = microUsd;
    }

    /**
     * The call has ended.
     *
     * @param cost what it cost in the end, micro-dollars; may be more than was set aside
     * @param endedAt as its attempt tells it
     */
    public void settle(long cost, Instant endedAt) {
        close();
        ledger.settle(microUsd, cost, endedAt);
    }

    /** No call was made. */
    public void release() {
        close();
        ledger.release(microUsd);
    }

    private void close() {
        if (!open.getAndSet(false)) {
            throw new IllegalStateException("a reservation was given back twice");
        }
    }
}
