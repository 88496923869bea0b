package io.tieline.trace.dependency;

import io.tieline.routing.Ask;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.EndpointChoice;
import io.tieline.routing.Outage;
import io.tieline.routing.Plan;
import io.tieline.routing.Route;
import io.tieline.routing.Tenant;
import io.tieline.trace.TracedCall;
import io.tieline.trace.TracedCall.Tokens;
import io.tieline.trace.TracedRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Adds up what would be lost with whom. A request is lost with somebody if all endpoints that may answer it at the quality that
 * it asks for, by the rules of routing and wherever its data may go, are gone with them. Pure. Not thread-safe.
 */
final class Losses {
    private final Catalogue catalogue;
    private final Map<Dimension, SortedMap<String, Counts>> counts = new EnumMap<>(Dimension.class);
    private long requests;
    private long unanswerable;
    private long calls;
    private long microUsd;

    private static final class Counts {
        private long lost;
        private long calls;
        private long microUsd;
    }

    Losses(Catalogue catalogue) {
        this.catalogue = catalogue;
        for (Dimension dimension : Dimension.values()) {
            SortedMap<String, Counts> members = new TreeMap<>();
            for (Endpoint endpoint : catalogue.endpoints()) {
                dimension.membersOf(endpoint).forEach(member -> members.put(member, new Counts()));
            }
            counts.put(dimension, members);
        }
    }

    /** A recorded request; the calls that were made for it tell traffic and spend, where there are any. */
    void add(TracedRequest request) {
        if (request.endsAnyhow()) {
            return;
        }
        lose(able(request.id(), request.ask(), request.tenant(), request.route()));
        for (TracedCall call : request.calls()) {
            catalogue.endpoint(call.endpointId()).ifPresent(endpoint -> {
                Tokens used = call.usage() == null ? Tokens.NONE : call.usage();
                called(endpoint, endpoint.price().microUsd(used.input(), used.cached(), used.output()));
            });
        }
    }

    /** A plain request for each tenant on each of its routes, which goes to whom it prefers. */
    void addOneOfEach() {
        List<String> tenants = catalogue.tenants().isEmpty()
                ? List.of(Tenant.ANY_OTHER)
                : catalogue.tenants().stream().map(Tenant::name).toList();
        for (String tenant : tenants) {
            for (Route route : catalogue.routes()) {
                Ask ask = plain(route);
                List<Endpoint> able = able(tenant + route.name(), ask, tenant, route.name());
                if (catalogue.tenant(tenant).orElseThrow().mayUseRoute(route.name())) {
                    lose(able);
                    able.stream().findFirst().ifPresent(first -> called(first, ask.estimateMicroUsd(first, route)));
                }
            }
        }
    }

    private Ask plain(Route route) {
        Ask any = Ask.PLAIN;
        return new Ask(
                catalogue.candidates(route).getFirst().operation(),
                any.features(),
                any.formats(),
                any.inputBytes(),
                any.images(),
                any.outputTokens(),
                null,
                null,
                null,
                any.jurisdictions(),
                false,
                EndpointChoice.ALL);
    }

    /** Who may answer at the asked quality, the preferred one first. */
    private List<Endpoint> able(String requestId, Ask ask, String tenantName, String routeName) {
        Optional<Route> route = catalogue.route(routeName);
        Optional<Tenant> tenant = catalogue.tenant(tenantName).filter(each -> each.mayUseRoute(routeName));
        if (route.isEmpty() || tenant.isEmpty()) {
            return List.of();
        }
        return Plan.of(
                        requestId,
                        ask,
                        tenant.get(),
                        route.get(),
                        catalogue.candidates(route.get()),
                        Optional.empty(),
                        Outage.NONE)
                .candidates()
                .stream()
                .filter(candidate -> !candidate.degraded())
                .map(Plan.Candidate::endpoint)
                .toList();
    }

    private void lose(List<Endpoint> able) {
        requests++;
        if (able.isEmpty()) {
            unanswerable++;
            return;
        }
        counts.forEach(
                (dimension, members) -> common(dimension, able).forEach(member -> counts(members, member).lost++));
    }

    /** What all of them belong to. */
    private static Set<String> common(Dimension dimension, List<Endpoint> able) {
        Set<String> common = new HashSet<>(dimension.membersOf(able.getFirst()));
        able.forEach(endpoint -> common.retainAll(dimension.membersOf(endpoint)));
        return common;
    }

    private void called(Endpoint endpoint, long cost) {
        calls++;
        microUsd += cost;
        counts.forEach((dimension, members) -> dimension.membersOf(endpoint).forEach(member -> {
            Counts of = counts(members, member);
            of.calls++;
            of.microUsd += cost;
        }));
    }

    private static Counts counts(Map<String, Counts> members, String member) {
        return Objects.requireNonNull(members.get(member));
    }

    DependencyIndex index() {
        long answerable = requests - unanswerable;
        if (answerable == 0) {
            throw new IllegalArgumentException("none of the " + requests
                    + " requests can be answered under this catalogue: there is nothing to lose");
        }
        Map<Dimension, List<Member>> dimensions = new HashMap<>();
        counts.forEach((dimension, members) -> {
            List<Member> all = new ArrayList<>();
            members.forEach((name, of) -> all.add(new Member(
                    name, share(of.lost, answerable), share(of.calls, calls), share(of.microUsd, microUsd))));
            all.sort(Comparator.comparingDouble(Member::lost)
                    .thenComparingDouble(Member::traffic)
                    .reversed()
                    .thenComparing(Member::name));
            dimensions.put(dimension, List.copyOf(all));
        });
        return new DependencyIndex(requests, share(unanswerable, requests), dimensions);
    }

    private static double share(long part, long all) {
        return all == 0 ? 0 : (double) part / all;
    }
}
