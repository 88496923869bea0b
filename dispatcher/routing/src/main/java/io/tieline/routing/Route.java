package io.tieline.routing;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a caller asks for: a named policy, served by the first endpoint of the list that can.
 *
 * @param name name that requests carry
 * @param candidates ids of endpoints, the preferred one first
 */
public record Route(String name, List<String> candidates) {
    public Route {
        if (name == null || !name.matches(Endpoint.NAME)) {
            throw new IllegalArgumentException("name is '" + name + "', allowed: " + Endpoint.NAME_IN_WORDS);
        }
        if (candidates == null || candidates.isEmpty()) {
            throw new IllegalArgumentException("route '" + name + "' has no candidates: name at least one endpoint id");
        }
        candidates = List.copyOf(candidates);
        Set<String> seen = new HashSet<>();
        for (String candidate : candidates) {
            if (!seen.add(candidate)) {
                throw new IllegalArgumentException("route '" + name + "' names the endpoint '" + candidate + "' twice");
            }
        }
    }
}
