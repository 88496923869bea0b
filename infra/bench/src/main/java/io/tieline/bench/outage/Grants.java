package io.tieline.bench.outage;

import java.time.Instant;

/** Leaves for probes: all that may be called of an endpoint that is out. */
final class Grants {
    private Grants() {}

    /** Leaves for the preferred endpoint that were written in a span of time. */
    static long count(Fleet fleet, Instant from, Instant to) {
        return fleet.ledger().words(from).stream()
                .filter(word -> word.endpointId().equals(Fleet.primary())
                        && word.isGrant()
                        && !word.written().isAfter(to))
                .map(word -> word.health().getEpoch())
                .distinct()
                .count();
    }

    /** The same for all endpoints. */
    static long countAll(Fleet fleet, Instant from, Instant to) {
        return fleet.ledger().words(from).stream()
                .filter(word -> word.isGrant() && !word.written().isAfter(to))
                .map(word -> word.endpointId() + word.health().getEpoch())
                .distinct()
                .count();
    }
}
