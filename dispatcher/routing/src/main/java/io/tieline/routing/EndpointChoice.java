package io.tieline.routing;

import java.util.Set;

/**
 * Which endpoints a request leaves to choose from. It can only narrow what its tenant and route allow.
 *
 * @param only those that alone may serve it; empty: all
 * @param denied those that may not
 */
public record EndpointChoice(Set<String> only, Set<String> denied) {
    /** All of them. */
    public static final EndpointChoice ALL = new EndpointChoice(Set.of(), Set.of());

    public EndpointChoice {
        only = Set.copyOf(only);
        denied = Set.copyOf(denied);
    }

    boolean leaves(String endpointId) {
        return !denied.contains(endpointId) && (only.isEmpty() || only.contains(endpointId));
    }
}
