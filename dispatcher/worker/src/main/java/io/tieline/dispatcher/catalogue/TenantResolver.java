package io.tieline.dispatcher.catalogue;

import io.tieline.dispatcher.catalogue.CatalogueDraft.EndpointDraft;
import io.tieline.dispatcher.catalogue.CatalogueDraft.RouteDraft;
import io.tieline.dispatcher.catalogue.CatalogueDraft.TenantDraft;
import io.tieline.platform.Nearest;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Route;
import io.tieline.routing.Tenant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes tenants, and finds those that may use nothing of what they are allowed to. Pure. */
final class TenantResolver {
    private final Findings findings;
    private final Section<EndpointDraft> endpoints;
    private final Section<RouteDraft> routes;
    private final @Nullable Catalogue others;

    /**
     * Gets ready.
     *
     * @param others a catalogue of all endpoints and routes; null where something is wrong with those
     */
    TenantResolver(
            Findings findings,
            Section<EndpointDraft> endpoints,
            Section<RouteDraft> routes,
            @Nullable Catalogue others) {
        this.findings = findings;
        this.endpoints = endpoints;
        this.routes = routes;
        this.others = others;
    }

    /** All that nothing is wrong with, in the order of the file. */
    List<Tenant> resolve(Section<TenantDraft> tenants) {
        List<Tenant> made = new ArrayList<>();
        tenants.forEach((name, draft) -> {
            Tenant tenant = tenant(tenants.pathOf(name), name, draft);
            if (tenant != null) {
                made.add(tenant);
            }
        });
        return made;
    }

    private @Nullable Tenant tenant(String path, String name, TenantDraft draft) {
        Set<String> mayUse = endpoints.known(path + ".endpoints", draft.endpoints(), endpoints.names());
        Set<String> mayAskFor = routes.known(path + ".routes", draft.routes(), askable());
        findings.require(
                draft.weight() == null || draft.weight() > 0, path + ".weight", draft.weight(), "above 0, up to 1000");
        if (!findings.isSound(path)) {
            return null;
        }
        Tenant tenant = findings.make(
                path,
                () -> new Tenant(
                        name,
                        draft.routes() == null ? null : mayAskFor,
                        draft.endpoints() == null ? null : mayUse,
                        draft.jurisdictions() == null ? Set.of() : draft.jurisdictions(),
                        draft.budget(),
                        draft.weight() == null ? 0 : draft.weight(),
                        draft.maxInFlight()));
        if (tenant != null && others != null) {
            checkJurisdictions(path, tenant, others);
            checkReach(path, draft, tenant, others);
        }
        return tenant;
    }

    /** The routes, and what else may stand in their place: families and endpoints. */
    private Set<String> askable() {
        Set<String> names = new LinkedHashSet<>(routes.names());
        endpoints.forEach((id, draft) -> {
            names.add(id);
            String family = draft.family() == null ? draft.model() : draft.family();
            if (family != null) {
                names.add(family);
            }
        });
        return names;
    }

    private void checkJurisdictions(String path, Tenant tenant, Catalogue catalogue) {
        Set<String> known = catalogue.endpoints().stream()
                .map(Endpoint::jurisdiction)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
        for (String wanted : tenant.jurisdictions()) {
            if (!known.contains(wanted)) {
                findings.odd(
                        path + ".jurisdictions",
                        "names '" + wanted + "', where no endpoint is; there are endpoints in " + known
                                + Nearest.hint(wanted, known));
            }
        }
    }

    /** A route that a tenant is given by name must lead somewhere; where it has all of them, one of them must. */
    private void checkReach(String path, TenantDraft draft, Tenant tenant, Catalogue catalogue) {
        if (draft.routes() != null) {
            for (int i = 0; i < draft.routes().size(); i++) {
                String name = Objects.requireNonNull(draft.routes().get(i));
                if (!reaches(tenant, catalogue.route(name).orElseThrow(), catalogue)) {
                    findings.wrong(path + ".routes[" + i + "]", "is '" + name + "', " + nobodyLeft(tenant));
                }
            }
            return;
        }
        List<String> deadEnds = catalogue.routes().stream()
                .filter(route -> !reaches(tenant, route, catalogue))
                .map(Route::name)
                .toList();
        if (deadEnds.size() == catalogue.routes().size()) {
            findings.wrong(path, "can use no route: in all of them, " + nobodyLeft(tenant));
        } else if (!deadEnds.isEmpty()) {
            findings.odd(path, "can't use " + String.join(", ", deadEnds) + ": there, " + nobodyLeft(tenant));
        }
    }

    private static String nobodyLeft(Tenant tenant) {
        return "the tenant's endpoints and jurisdictions leave no candidate"
                + (tenant.jurisdictions().isEmpty()
                        ? ""
                        : " (jurisdictions are " + new TreeSet<>(tenant.jurisdictions()) + ")");
    }

    private static boolean reaches(Tenant tenant, Route route, Catalogue catalogue) {
        return catalogue.candidates(route).stream()
                .anyMatch(endpoint -> tenant.mayUseEndpoint(endpoint.id())
                        && (tenant.jurisdictions().isEmpty()
                                || (endpoint.jurisdiction() != null
                                        && tenant.jurisdictions().contains(endpoint.jurisdiction()))));
    }
}
