package io.tieline.sim.limit;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The limits of all endpoints. Safe for use by many threads. */
public final class LimitBoard {
    private final Map<String, Limiter> limiters = new TreeMap<>();

    /** A board of these endpoints, by their ids; their buckets are full. */
    public LimitBoard(Map<String, Limits> endpoints, Instant now) {
        endpoints.forEach((id, limits) -> limiters.put(id, new Limiter(limits, now)));
    }

    /**
     * The limiter of an endpoint.
     *
     * @throws IllegalArgumentException if there is no such endpoint
     */
    public Limiter of(String endpoint) {
        Limiter limiter = limiters.get(endpoint);
        if (limiter == null) {
            throw new IllegalArgumentException("endpoint is '" + endpoint + "', allowed: " + limiters.keySet());
        }
        return limiter;
    }

    /** The limits in force, by the endpoints' ids in their order. */
    public Map<String, Limits> limits() {
        Map<String, Limits> limits = new TreeMap<>();
        limiters.forEach((id, limiter) -> limits.put(id, limiter.limits()));
        return limits;
    }
}
