package io.tieline.dispatcher.turns;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Requests that wait for a turn to call, each for several endpoints at once. Of those who wait for an endpoint, urgent ones
 * come before patient ones, but for every tenth turn; within a lane, tenants take turns by their weights (see {@link Line});
 * a tenant with as many calls under way as it may have is passed over; within a tenant, who came first is first. Those that
 * failed at the endpoint before form lines of their own, which come first wherever they may come at all.
 *
 * <p>With n tickets waiting, offering, granting and withdrawing one takes O(log n) for each endpoint that it waits for. Not
 * safe for use by several threads.
 */
public final class FairQueue {
    /** Patient ones get one turn of ten while both wait. */
    private static final int URGENT_TURNS_IN_A_ROW = 9;

    private final Function<String, TenantShare> shares;
    private final Map<String, Tenant> tenants = new HashMap<>();
    private final Map<String, Lines> lines = new HashMap<>();
    private long lastNumber;
    private int waiting;

    /** Those who wait for one endpoint. */
    private static final class Lines {
        private final Line urgent = new Line();
        private final Line urgentAgain = new Line();
        private final Line patient = new Line();
        private final Line patientAgain = new Line();
        private int urgentInARow;
        private int waiting;
        private double cost;

        Line of(boolean isUrgent, boolean again) {
            if (isUrgent) {
                return again ? urgentAgain : urgent;
            }
            return again ? patientAgain : patient;
        }

        void add(Ticket ticket, boolean again, Tenant tenant) {
            of(ticket.urgent, again).add(ticket, tenant);
            waiting++;
            cost += ticket.cost;
        }

        Lines without(Ticket ticket, boolean again) {
            of(ticket.urgent, again).remove(ticket);
            waiting--;
            cost = waiting == 0 ? 0 : cost - ticket.cost;
            return this;
        }

        Optional<Ticket> next(boolean isUrgent, boolean again) {
            Optional<Ticket> first = again ? of(isUrgent, true).next() : Optional.empty();
            return first.or(() -> of(isUrgent, false).next());
        }

        Optional<Ticket> next(Opening opening) {
            Optional<Ticket> ahead = next(true, opening.again());
            // Urgent ones that wait would take whatever room is kept for them: without a turn of their own, patient
            // ones starve.
            boolean patient = ahead.isPresent() ? urgentInARow >= URGENT_TURNS_IN_A_ROW : opening.patient();
            return patient ? next(false, opening.again()).or(() -> ahead) : ahead;
        }

        void granted(Ticket ticket, boolean again, double weight) {
            boolean patientWait = next(false, true).isPresent();
            urgentInARow = ticket.urgent && patientWait ? urgentInARow + 1 : 0;
            of(ticket.urgent, again).grant(ticket, weight);
        }
    }

    /**
     * Makes an empty one.
     *
     * @param shares what a tenant may have; asked again and again, and answers may change
     */
    public FairQueue(Function<String, TenantShare> shares) {
        this.shares = shares;
    }

    /**
     * Draws a ticket.
     *
     * @param urgent whether somebody waits for the answer
     * @param cost how much of an endpoint the call uses, by any measure that is the same for all; above 0
     */
    public Ticket draw(String tenant, boolean urgent, double cost) {
        if (!(cost > 0)) {
            throw new IllegalArgumentException("cost is " + cost + ", allowed: above 0");
        }
        return new Ticket(tenant, urgent, cost, ++lastNumber);
    }

    /** Lets it wait at these gates, where it takes the place that its number gives it. */
    public void offer(Ticket ticket, Collection<Gate> gates) {
        if (isWaiting(ticket)) {
            throw new IllegalStateException(ticket + " waits already");
        }
        ticket.gates = Set.copyOf(gates);
        Tenant tenant = tenant(ticket.tenant);
        for (Gate gate : ticket.gates) {
            lines.computeIfAbsent(gate.endpointId(), _ -> new Lines()).add(ticket, gate.again(), tenant);
        }
        waiting++;
    }

    /** Whether it waits anywhere. */
    public boolean isWaiting(Ticket ticket) {
        return !ticket.gates.isEmpty();
    }

    /** Who comes next at an endpoint; empty where nobody waits who may come. */
    public Optional<Ticket> next(String endpointId, Opening opening) {
        Lines at = lines.get(endpointId);
        return at == null ? Optional.empty() : at.next(opening);
    }

    /** Lets the next one call: it waits nowhere any more, and its call counts until {@link #ended}. */
    public void grant(Ticket ticket, String endpointId) {
        Lines at = lines.get(endpointId);
        if (at == null) {
            throw new IllegalStateException(ticket + " does not wait for " + endpointId);
        }
        Tenant tenant = tenant(ticket.tenant);
        at.granted(ticket, ticket.gates.contains(new Gate(endpointId, true)), tenant.weight());
        tenant.begin();
        withdraw(ticket);
    }

    /** Lets it wait no longer. It may be offered again. */
    public void withdraw(Ticket ticket) {
        if (!isWaiting(ticket)) {
            return;
        }
        for (Gate gate : ticket.gates) {
            lines.computeIfPresent(gate.endpointId(), (_, at) -> at.without(ticket, gate.again()));
        }
        ticket.gates = Set.of();
        waiting--;
        forget(ticket.tenant);
    }

    /** A call that was granted has ended. */
    public void ended(Ticket ticket) {
        tenant(ticket.tenant).end();
        forget(ticket.tenant);
    }

    /** Whether its tenant has as many calls under way as it may have. */
    public boolean isTenantFull(Ticket ticket) {
        Tenant tenant = tenants.get(ticket.tenant);
        return tenant != null && tenant.isFull();
    }

    /** Tickets that wait, each counted once. */
    public int waiting() {
        return waiting;
    }

    /** Tickets that wait for an endpoint, and perhaps for others too. */
    public int waiting(String endpointId) {
        Lines at = lines.get(endpointId);
        return at == null ? 0 : at.waiting;
    }

    /** Sum of their costs. */
    public double cost(String endpointId) {
        Lines at = lines.get(endpointId);
        return at == null ? 0 : at.cost;
    }

    private Tenant tenant(String name) {
        return tenants.computeIfAbsent(name, _ -> new Tenant(() -> shares.apply(name)));
    }

    private void forget(String name) {
        tenants.computeIfPresent(name, (_, tenant) -> tenant.isForgettable() ? null : tenant);
    }
}
