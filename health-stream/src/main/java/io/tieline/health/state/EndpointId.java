package io.tieline.health.state;

import io.tieline.schemas.avro.Attempt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which endpoint, and what it belongs to.
 *
 * @param failureDomains clouds and organisations that it falls together with
 */
public record EndpointId(String name, String provider, String model, Set<String> failureDomains) {
    private static final int MOST_DOMAINS = 50;

    public EndpointId {
        failureDomains = Set.copyOf(failureDomains);
    }

    public static EndpointId of(Attempt attempt) {
        return new EndpointId(
                Fields.name(attempt.getEndpointId()),
                Fields.name(attempt.getProvider()),
                Fields.name(attempt.getModel()),
                attempt.getFailureDomains().stream()
                        .limit(MOST_DOMAINS)
                        .map(Fields::name)
                        .collect(Collectors.toSet()));
    }

    /** Before anything but the name is known. */
    public static EndpointId named(String name) {
        return new EndpointId(name, "", "", Set.of());
    }
}
