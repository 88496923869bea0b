package io.tieline.trace.dependency;

import io.tieline.routing.Endpoint;
import java.util.Locale;
import java.util.Set;

/** Along what endpoints may be lost together. */
public enum Dimension {
    /** All of a company's or a server's endpoints. */
    PROVIDER(0.4),
    /** A model, wherever it runs. */
    MODEL(0.2),
    /** A failure domain: whatever endpoints fall together with. */
    CLOUD(0.25),
    /** Where it runs; its jurisdiction where that isn't said. */
    REGION(0.15);

    private final double weight;

    Dimension(double weight) {
        this.weight = weight;
    }

    /** Its share of the index; together they are 1. */
    public double weight() {
        return weight;
    }

    /** What an endpoint is lost with; empty where nobody knows. */
    Set<String> membersOf(Endpoint endpoint) {
        return switch (this) {
            case PROVIDER -> Set.of(endpoint.provider());
            case MODEL -> Set.of(endpoint.family());
            case CLOUD -> endpoint.failureDomains();
            case REGION -> regionOf(endpoint);
        };
    }

    private static Set<String> regionOf(Endpoint endpoint) {
        if (endpoint.region() != null) {
            return Set.of(endpoint.region());
        }
        return endpoint.jurisdiction() == null ? Set.of() : Set.of(endpoint.jurisdiction());
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
