package io.tieline.health.state;

import io.tieline.schemas.avro.Attempt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which endpoint, and what it belongs to.
 *
 * @param failureDomains clouds and organisations that it falls together with
 */
public record EndpointId(String name, String provider, String model, Set<String> failureDomains) {
    public EndpointId {
        failureDomains = Set.copyOf(failureDomains);
    }

    public static EndpointId of(Attempt attempt) {
        return new EndpointId(
                attempt.getEndpointId(),
                attempt.getProvider(),
                attempt.getModel(),
                new TreeSet<>(attempt.getFailureDomains()));
    }

    /** Before anything but the name is known. */
    public static EndpointId named(String name) {
        return new EndpointId(name, "", "", Set.of());
    }
}
