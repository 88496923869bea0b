package io.tieline.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * A health view for what might be: these endpoints are out, all others work, and nothing was measured.
 *
 * @param endpointIds those that are out
 */
public record Outage(Set<String> endpointIds) implements HealthView {
    /** Everything works. */
    public static final Outage NONE = new Outage(Set.of());

    private static final Duration LONG = Duration.ofHours(1);

    public Outage {
        endpointIds = Set.copyOf(endpointIds);
    }

    @Override
    public Admission admission(Endpoint endpoint, Instant now) {
        return endpointIds.contains(endpoint.id())
                ? new Admission.Denied(now.plus(LONG), "is down")
                : new Admission.Admitted();
    }

    /** Somebody else's endpoint may work. */
    @Override
    public boolean anyAdmitted(Instant now) {
        return true;
    }

    @Override
    public boolean workedSince(Endpoint endpoint, Instant moment) {
        return true;
    }
}
