package io.tieline.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What is known of the endpoints' health. Answers at once, from memory. */
public interface HealthView {
    /** Whether the endpoint may be called. */
    Admission admission(Endpoint endpoint, Instant now);

    /** Whether any endpoint of the catalogue, candidate or not, takes calls: otherwise the outage is total. */
    boolean anyAdmitted(Instant now);

    /** Whether a call to the endpoint, whoever's, is known to have succeeded after a moment. */
    boolean workedSince(Endpoint endpoint, Instant moment);

    /** What hardly any call to the endpoint takes longer than; its own limit where that isn't known. */
    default Duration usual(Endpoint endpoint) {
        return endpoint.timeout();
    }

    /** What the median of recent calls that succeeded there took; empty where that isn't known. */
    default Optional<Duration> typical(Endpoint endpoint) {
        return Optional.empty();
    }
}
