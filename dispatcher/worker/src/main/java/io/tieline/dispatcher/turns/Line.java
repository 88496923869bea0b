package io.tieline.dispatcher.turns;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Those of one lane who wait for one endpoint, in the order of start-time fair queueing (P. Goyal, H. M. Vin, H. Cheng,
 * "Start-time Fair Queueing", 1997): a tenant's next turn starts at max(virtual time, end of its last turn), a turn lasts
 * cost / weight, the earliest start comes first, and virtual time is the start of the turn that was granted last. Within a
 * tenant, the lowest number comes first.
 *
 * <p>A turn gets its start when it becomes its tenant's next, so that who gives up waiting leaves no trace.
 */
final class Line {
    private static final int FEW_FLOWS = 64;

    private final Map<String, Flow> flows = new HashMap<>();
    private final TreeSet<Flow> order =
            new TreeSet<>(Comparator.<Flow>comparingDouble(flow -> flow.start).thenComparingLong(Flow::first));
    private double virtualTime;
    private int sweepAbove = FEW_FLOWS;

    /** One tenant's. */
    final class Flow {
        private final TreeSet<Ticket> waiting = new TreeSet<>(Comparator.comparingLong(ticket -> ticket.number));
        private Tenant tenant;
        private double start;
        private double end;
        private boolean ranked;

        private Flow(Tenant tenant) {
            this.tenant = tenant;
        }

        private long first() {
            return waiting.first().number;
        }

        /** Puts it where it belongs, if anywhere. To be called after whatever may change that. */
        void rank() {
            leave();
            if (!waiting.isEmpty() && !tenant.isFull()) {
                // Who could not come for reasons of its own has saved nothing up.
                start = Math.max(virtualTime, end);
                ranked = order.add(this);
            }
        }

        private void leave() {
            if (ranked) {
                order.remove(this);
                ranked = false;
            }
        }

        private boolean isForgettable() {
            return waiting.isEmpty() && end <= virtualTime;
        }
    }

    void add(Ticket ticket, Tenant tenant) {
        Flow flow = flows.computeIfAbsent(ticket.tenant, _ -> new Flow(tenant));
        flow.leave();
        flow.tenant = tenant;
        tenant.flows.add(flow);
        flow.waiting.add(ticket);
        flow.rank();
    }

    void remove(Ticket ticket) {
        Flow flow = flows.get(ticket.tenant);
        if (flow == null || !flow.waiting.contains(ticket)) {
            throw new IllegalStateException(ticket + " does not wait here");
        }
        flow.leave();
        flow.waiting.remove(ticket);
        if (flow.waiting.isEmpty()) {
            flow.tenant.flows.remove(flow);
        }
        flow.rank();
        sweep();
    }

    /** It gets its turn. It goes on waiting until it is removed. */
    void grant(Ticket ticket, double weight) {
        Flow flow = flows.get(ticket.tenant);
        if (flow == null || !flow.ranked) {
            throw new IllegalStateException(ticket + " can't have a turn here");
        }
        flow.leave();
        virtualTime = Math.max(virtualTime, flow.start);
        flow.end = flow.start + ticket.cost / weight;
        flow.rank();
    }

    Optional<Ticket> next() {
        return order.isEmpty()
                ? Optional.empty()
                : Optional.of(order.first().waiting.first());
    }

    /** Forgets tenants of whom nothing is to be remembered, so rarely that it costs nothing. */
    private void sweep() {
        if (flows.size() > sweepAbove) {
            flows.values().removeIf(Flow::isForgettable);
            sweepAbove = Math.max(FEW_FLOWS, 2 * flows.size());
        }
    }
}
