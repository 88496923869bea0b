package io.tieline.dispatcher.turns;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** What a tenant has under way, and where it waits. */
final class Tenant {
    final Set<Line.Flow> flows = new LinkedHashSet<>();
    private final Supplier<TenantShare> share;
    private int inFlight;
    private boolean full;

    Tenant(Supplier<TenantShare> share) {
        this.share = share;
    }

    double weight() {
        return share.get().weight();
    }

    /** Whether it has as many calls under way as it may have. */
    boolean isFull() {
        return full;
    }

    void begin() {
        inFlight++;
        rank();
    }

    void end() {
        if (inFlight == 0) {
            throw new IllegalStateException("a call ended that never began");
        }
        inFlight--;
        rank();
    }

    private void rank() {
        boolean before = full;
        full = inFlight >= share.get().maxInFlight();
        if (full != before) {
            List.copyOf(flows).forEach(Line.Flow::rank);
        }
    }

    boolean isForgettable() {
        return inFlight == 0 && flows.isEmpty();
    }
}
