package io.tieline.sim.calls;

import java.util.Map;

/**
 * Totals since the start.
 *
 * @param all over all endpoints
 * @param endpoints by id of the endpoint, those without calls too
 */
public record Stats(Totals all, Map<String, Totals> endpoints) {
    /**
     * Totals of one endpoint.
     *
     * @throws IllegalArgumentException if there is no such endpoint
     */
    public Totals endpoint(String id) {
        Totals totals = endpoints.get(id);
        if (totals == null) {
            throw new IllegalArgumentException("no endpoint '" + id + "'; there are " + endpoints.keySet());
        }
        return totals;
    }
}
