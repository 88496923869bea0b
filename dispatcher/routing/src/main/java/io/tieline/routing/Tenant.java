package io.tieline.routing;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf requests are made, and what these may use.
 *
 * @param name name that requests carry; {@value #ANY_OTHER} stands for every tenant that isn't named
 * @param routes names of routes it may use; null: all
 * @param endpoints ids of endpoints it may use; null: all
 * @param jurisdictions where its data may go; empty: anywhere
 * @param budget what it may spend; null: no limit
 * @param weight its share of a lane beside others that wait, above 0; 1 where it isn't said
 * @param maxInFlight most of its calls at a time over all dispatchers; null: no limit
 */
public record Tenant(
        String name,
        @Nullable Set<String> routes,
        @Nullable Set<String> endpoints,
        Set<String> jurisdictions,
        @Nullable Budget budget,
        double weight,
        @Nullable Integer maxInFlight) {
    /** Name of the tenant that stands for all that aren't named. */
    public static final String ANY_OTHER = "*";

    private static final double MOST_WEIGHT = 1_000;

    /** Missing values of the optional settings, and a weight of 0, become their defaults. */
    public Tenant {
        require(name != null && !name.isBlank(), "name", name, "the name of a tenant, or * for all others");
        routes = routes == null ? null : Set.copyOf(routes);
        endpoints = endpoints == null ? null : Set.copyOf(endpoints);
        jurisdictions = jurisdictions == null ? Set.of() : Set.copyOf(jurisdictions);
        weight = weight == 0 ? 1 : weight;
        require(weight > 0 && weight <= MOST_WEIGHT, "weight", weight, "above 0, up to 1000");
        require(maxInFlight == null || maxInFlight > 0, "max-in-flight", maxInFlight, "1 or more");
    }

    /** A tenant that may use everything. */
    public static Tenant unrestricted(String name) {
        return new Tenant(name, null, null, Set.of(), null, 1, null);
    }

    public boolean mayUseRoute(String route) {
        return routes == null || routes.contains(route);
    }

    public boolean mayUseEndpoint(String endpointId) {
        return endpoints == null || endpoints.contains(endpointId);
    }

    Tenant named(String other) {
        return new Tenant(other, routes, endpoints, jurisdictions, budget, weight, maxInFlight);
    }

    private static void require(boolean holds, String field, @Nullable Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is '" + value + "', allowed: " + allowed);
        }
    }
}
