package io.tieline.sim.calls;

import java.util.Map;

/**
 * Totals since the start.
 *
 * @param all over all endpoints
 * @param endpoints by id of the endpoint, those without calls too
 */
public record Stats(Totals all, Map<String, Totals> endpoints) {}
