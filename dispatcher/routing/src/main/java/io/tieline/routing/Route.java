package io.tieline.routing;

import java.util.List;

/**
 * What a caller asks for: a named policy, served by the first endpoint of the list that can.
 *
 * @param name name that requests carry
 * @param candidates ids of endpoints, the preferred one first
 */
public record Route(String name, List<String> candidates) {
    public Route {
        if (name == null || !name.matches("[a-zA-Z0-9][a-zA-Z0-9._/:-]{0,199}")) {
            throw new IllegalArgumentException("name is '" + name + "', allowed: 1 to 200 characters");
        }
        if (candidates == null || candidates.isEmpty()) {
            throw new IllegalArgumentException("route '" + name + "' has no candidates: name at least one endpoint id");
        }
        candidates = List.copyOf(candidates);
    }
}
