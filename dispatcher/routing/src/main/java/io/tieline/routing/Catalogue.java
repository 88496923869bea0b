package io.tieline.routing;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every endpoint and every route. A route that names an unknown endpoint, a name that is used twice, or an endpoint
 * that no route uses can't exist.
 */
public record Catalogue(List<Endpoint> endpoints, List<Route> routes) {
    public Catalogue {
        endpoints = endpoints == null ? List.of() : List.copyOf(endpoints);
        routes = routes == null ? List.of() : List.copyOf(routes);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("endpoints is empty: the catalogue needs at least one endpoint");
        }
        if (routes.isEmpty()) {
            throw new IllegalArgumentException("routes is empty: the catalogue needs at least one route");
        }
        Set<String> ids = unique(endpoints.stream().map(Endpoint::id).toList(), "endpoint");
        unique(routes.stream().map(Route::name).toList(), "route");
        Set<String> used = new HashSet<>();
        for (Route route : routes) {
            for (String candidate : route.candidates()) {
                if (!ids.contains(candidate)) {
                    throw new IllegalArgumentException("route '" + route.name() + "' names the unknown endpoint '"
                            + candidate + "'; known are " + ids);
                }
                used.add(candidate);
            }
        }
        for (String id : ids) {
            if (!used.contains(id)) {
                throw new IllegalArgumentException(
                        "endpoint '" + id + "' is used by no route: add it to one or remove it");
            }
        }
    }

    /** The candidates of a route, the preferred one first; empty where there is no such route. */
    public Optional<List<Endpoint>> candidates(String routeName) {
        return routes.stream()
                .filter(route -> route.name().equals(routeName))
                .findFirst()
                .map(this::endpointsOf);
    }

    private List<Endpoint> endpointsOf(Route route) {
        Map<String, Endpoint> byId = new LinkedHashMap<>();
        endpoints.forEach(endpoint -> byId.put(endpoint.id(), endpoint));
        return route.candidates().stream().map(byId::get).toList();
    }

    private static Set<String> unique(List<String> names, String kind) {
        Set<String> seen = new LinkedHashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("two " + kind + "s are called '" + name + "'");
            }
        }
        return seen;
    }
}
