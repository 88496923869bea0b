package io.tieline.routing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;

/**
 * Every endpoint, route and tenant. A route that names an unknown endpoint, or a name that is used twice, can't exist.
 * Safe for use by several threads.
 */
public final class Catalogue {
    private final SequencedMap<String, Endpoint> endpoints;
    private final SequencedMap<String, Route> routes;
    private final SequencedMap<String, Tenant> tenants;

    /** Routes over the hosts of one model: what a caller gets that asks for a family, or an endpoint, by its name. */
    private final Map<String, Route> models = new LinkedHashMap<>();

    /** Makes a catalogue; without tenants, every tenant may use everything. */
    public Catalogue(List<Endpoint> endpoints, List<Route> routes, List<Tenant> tenants) {
        this.endpoints = byName(endpoints, Endpoint::id, "endpoint");
        this.routes = byName(routes, Route::name, "route");
        this.tenants = byName(tenants, Tenant::name, "tenant");
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("endpoints is empty: the catalogue needs at least one endpoint");
        }
        if (routes.isEmpty()) {
            throw new IllegalArgumentException("routes is empty: the catalogue needs at least one route");
        }
        routes.forEach(this::requireKnownCandidates);
        Map<String, List<String>> families = new LinkedHashMap<>();
        for (Endpoint endpoint : endpoints) {
            families.computeIfAbsent(endpoint.family(), _ -> new ArrayList<>()).add(endpoint.id());
            models.put(endpoint.id(), new Route(endpoint.id(), List.of(endpoint.id())));
        }
        families.entrySet().stream()
                .filter(family -> family.getKey().matches(Endpoint.NAME))
                .forEach(family -> models.put(family.getKey(), new Route(family.getKey(), family.getValue())));
    }

    /** A catalogue of which every tenant may use everything. */
    public Catalogue(List<Endpoint> endpoints, List<Route> routes) {
        this(endpoints, routes, List.of());
    }

    private void requireKnownCandidates(Route route) {
        for (String candidate : route.candidates()) {
            if (!endpoints.containsKey(candidate)) {
                throw new IllegalArgumentException("route '" + route.name() + "' names the unknown endpoint '"
                        + candidate + "'; known are " + endpoints.keySet());
            }
        }
    }

    public List<Endpoint> endpoints() {
        return List.copyOf(endpoints.values());
    }

    /** The routes that were given a name of their own. */
    public List<Route> routes() {
        return List.copyOf(routes.values());
    }

    public List<Tenant> tenants() {
        return List.copyOf(tenants.values());
    }

    public Optional<Endpoint> endpoint(String id) {
        return Optional.ofNullable(endpoints.get(id));
    }

    /** A route by its name, or the hosts of a model by the name of its family or the id of an endpoint. */
    public Optional<Route> route(String name) {
        return Optional.ofNullable(routes.get(name)).or(() -> Optional.ofNullable(models.get(name)));
    }

    /** The endpoints of one of this catalogue's routes, as they are listed. */
    public List<Endpoint> candidates(Route route) {
        return route.candidates().stream().map(endpoints::get).toList();
    }

    /** What a tenant may use; empty where the catalogue names tenants, and neither this one nor all others. */
    public Optional<Tenant> tenant(String name) {
        if (tenants.isEmpty()) {
            return Optional.of(Tenant.unrestricted(name));
        }
        return Optional.ofNullable(tenants.get(name))
                .or(() -> Optional.ofNullable(tenants.get(Tenant.ANY_OTHER)).map(others -> others.named(name)));
    }

    private static <T> SequencedMap<String, T> byName(List<T> items, Function<T, String> name, String kind) {
        SequencedMap<String, T> named = new LinkedHashMap<>();
        for (T item : items) {
            if (named.put(name.apply(item), item) != null) {
                throw new IllegalArgumentException("two " + kind + "s are called '" + name.apply(item) + "'");
            }
        }
        return named;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Catalogue that
                && endpoints.equals(that.endpoints)
                && routes.equals(that.routes)
                && tenants.equals(that.tenants);
    }

    @Override
    public int hashCode() {
        return endpoints.hashCode() * 31 + routes.hashCode();
    }
}
