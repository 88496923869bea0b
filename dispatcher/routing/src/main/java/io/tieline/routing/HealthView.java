package io.tieline.routing;

import java.time.Instant;

/** What is known of the endpoints' health. Answers at once, from memory. */
@FunctionalInterface
public interface HealthView {
    /** Whether the endpoint may be called. */
    Admission admission(Endpoint endpoint, Instant now);
}
