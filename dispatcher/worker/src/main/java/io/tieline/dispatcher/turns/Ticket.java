package io.tieline.dispatcher.turns;

import java.util.Set;

/**
 * A request's place in the order of turns: drawn once, it keeps its number however often the request waits. Belongs to the
 * queue that gave it.
 */
public final class Ticket {
    final String tenant;
    final boolean urgent;
    final double cost;
    final long number;

    /** Where it waits at present. */
    Set<Gate> gates = Set.of();

    Ticket(String tenant, boolean urgent, double cost, long number) {
        this.tenant = tenant;
        this.urgent = urgent;
        this.cost = cost;
        this.number = number;
    }

    /** Whether somebody waits for the request's answer. */
    public boolean isUrgent() {
        return urgent;
    }

    @Override
    public String toString() {
        return "ticket " + number + " of " + tenant;
    }
}
