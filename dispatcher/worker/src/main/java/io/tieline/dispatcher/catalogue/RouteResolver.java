package io.tieline.dispatcher.catalogue;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import io.tieline.dispatcher.catalogue.CatalogueDraft.EndpointDraft;
import io.tieline.dispatcher.catalogue.CatalogueDraft.RouteDraft;
import io.tieline.dispatcher.catalogue.CatalogueDraft.SelectionDraft;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Route;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.QualityTier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes routes, over the endpoints that they name or describe. Pure. */
final class RouteResolver {
    private final Findings findings;
    private final Section<EndpointDraft> endpoints;
    private final SequencedMap<String, Endpoint> resolved;
    private final Section<RouteDraft> routes;

    /**
     * Gets ready.
     *
     * @param endpoints as they are written
     * @param resolved those of them that nothing is wrong with
     */
    RouteResolver(
            Findings findings,
            Section<EndpointDraft> endpoints,
            SequencedMap<String, Endpoint> resolved,
            Section<RouteDraft> routes) {
        this.findings = findings;
        this.endpoints = endpoints;
        this.resolved = resolved;
        this.routes = routes;
    }

    /** All that nothing is wrong with, in the order of the file. */
    SequencedMap<String, Route> resolve() {
        SequencedMap<String, Route> made = new LinkedHashMap<>();
        Set<String> used = new HashSet<>();
        routes.forEach((name, draft) -> {
            String path = routes.pathOf(name);
            Set<String> candidates = candidates(path, draft);
            used.addAll(candidates);
            Route route = route(path, name, draft, candidates);
            if (route != null) {
                made.put(name, route);
            }
        });
        if (routes.isComplete() && allResolved()) {
            resolved.keySet().stream()
                    .filter(id -> !used.contains(id))
                    .forEach(id -> findings.odd(
                            endpoints.pathOf(id),
                            "is a candidate of no route: it serves those alone who ask for it by name"));
        }
        return made;
    }

    private boolean allResolved() {
        return endpoints.isComplete() && resolved.keySet().containsAll(endpoints.names());
    }

    /** Ids of the endpoints that it names or describes; those that aren't known are left out. */
    private Set<String> candidates(String path, RouteDraft draft) {
        SelectionDraft rule = draft.select();
        boolean soundSoFar = findings.isSound(path + ".candidates") && findings.isSound(path + ".select");
        if (soundSoFar && (draft.candidates() == null) == (rule == null)) {
            findings.wrong(
                    path,
                    rule == null
                            ? "has no candidates, allowed: a list of endpoints ('candidates'), or a rule ('select')"
                            : "has both 'candidates' and 'select', allowed: one of them");
            return Set.of();
        }
        if (rule != null) {
            return allResolved() && soundSoFar ? selected(path + ".select", rule) : Set.of();
        }
        if (draft.candidates() != null && draft.candidates().isEmpty()) {
            findings.wrong(path + ".candidates", "is empty, allowed: one endpoint or more");
        }
        return endpoints.known(path + ".candidates", draft.candidates(), endpoints.names());
    }

    private Set<String> selected(String path, SelectionDraft rule) {
        List<Endpoint> all = List.copyOf(resolved.values());
        checkNames(
                path + ".providers",
                "provider",
                rule.providers(),
                all.stream().map(Endpoint::provider).toList());
        checkNames(
                path + ".families",
                "family",
                rule.families(),
                all.stream().map(Endpoint::family).toList());
        if (!findings.isSound(path)) {
            return Set.of();
        }
        Set<String> found =
                all.stream().filter(matches(rule)).map(Endpoint::id).collect(toCollection(LinkedHashSet::new));
        if (found.isEmpty()) {
            findings.wrong(path, "selects no endpoint: none is all of this");
        }
        return found;
    }

    private static Predicate<Endpoint> matches(SelectionDraft rule) {
        Operation operation = rule.operation() == null ? Operation.CHAT : rule.operation();
        QualityTier least = rule.minimumTier();
        return endpoint -> endpoint.operation() == operation
                && (rule.providers() == null || rule.providers().contains(endpoint.provider()))
                && (rule.families() == null || rule.families().contains(endpoint.family()))
                && (rule.jurisdictions() == null
                        || (endpoint.jurisdiction() != null
                                && rule.jurisdictions().contains(endpoint.jurisdiction())))
                && (rule.features() == null || endpoint.features().containsAll(rule.features()))
                && (least == null || endpoint.quality().reaches(least));
    }

    private void checkNames(String path, String kind, @Nullable List<@Nullable String> written, List<String> all) {
        Set<String> known = new TreeSet<>(all);
        int index = 0;
        for (String name : written == null ? List.<String>of() : written) {
            String at = path + "[" + index++ + "]";
            if (name != null && !known.contains(name)) {
                findings.unknown(at, kind, name, known);
            }
        }
    }

    private @Nullable Route route(String path, String name, RouteDraft draft, Set<String> candidates) {
        if (!findings.isSound(path) || !resolved.keySet().containsAll(candidates) || candidates.isEmpty()) {
            return null;
        }
        List<Endpoint> able = candidates.stream().map(resolved::get).toList();
        checkOperations(path, able);
        checkQuality(path, draft, able);
        checkDomains(path, able);
        checkPrompts(path, draft, able);
        if (!findings.isSound(path)) {
            return null;
        }
        return findings.make(path, () -> route(name, List.copyOf(candidates), draft));
    }

    private static Route route(String name, List<String> candidates, RouteDraft draft) {
        Route usual = new Route(name, candidates);
        return new Route(
                name,
                candidates,
                draft.objective() == null ? usual.objective() : draft.objective(),
                draft.minimumTier(),
                Boolean.TRUE.equals(draft.degradedAllowed()),
                draft.pinning() == null ? usual.pinning() : draft.pinning(),
                draft.hedgeAfter(),
                draft.prompts() == null ? usual.prompts() : draft.prompts(),
                draft.styleNote());
    }

    private void checkOperations(String path, List<Endpoint> able) {
        Endpoint first = able.getFirst();
        for (Endpoint other : able) {
            if (other.operation() != first.operation()) {
                findings.wrong(
                        path,
                        "mixes endpoints for " + word(first.operation()) + " (" + first.id() + ") and for "
                                + word(other.operation()) + " (" + other.id() + "), allowed: one kind in a route");
                return;
            }
            if (first.operation() == Operation.EMBEDDINGS && !other.family().equals(first.family())) {
                findings.wrong(
                        path,
                        "mixes embeddings of " + first.family() + " and of " + other.family()
                                + ", which can't be compared, allowed: one family in a route");
                return;
            }
        }
    }

    private void checkQuality(String path, RouteDraft draft, List<Endpoint> able) {
        QualityTier least = draft.minimumTier();
        if (least != null && able.stream().noneMatch(each -> each.quality().reaches(least))) {
            Endpoint best = able.stream()
                    .max(Comparator.comparing(each -> each.quality().tier()))
                    .orElseThrow();
            findings.wrong(
                    path + ".minimum-tier",
                    "is '" + word(least) + "', which no candidate reaches, allowed: "
                            + word(best.quality().tier()) + " at most, which is the tier of " + best.id());
        }
    }

    private void checkDomains(String path, List<Endpoint> able) {
        Endpoint first = able.getFirst();
        if (able.size() > 1 && able.stream().allMatch(first::fallsWith)) {
            findings.odd(
                    path,
                    "falls as a whole: each candidate shares its provider or a failure domain with " + first.id());
        }
    }

    private void checkPrompts(String path, RouteDraft draft, List<Endpoint> able) {
        Set<String> families = able.stream().map(Endpoint::family).collect(toCollection(TreeSet::new));
        Map<String, String> prompts = draft.prompts() == null ? Map.of() : draft.prompts();
        List<String> idle = new ArrayList<>(prompts.keySet());
        idle.removeAll(families);
        idle.forEach(family -> findings.odd(
                path + ".prompts." + family,
                "is for a family that no candidate is of; theirs are "
                        + families.stream().collect(joining(", "))));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
