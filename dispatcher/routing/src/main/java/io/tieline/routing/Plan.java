package io.tieline.routing;

import io.tieline.schemas.avro.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who may serve a request, whatever happens to it, and in which order they are asked. Nothing here depends on the moment,
 * so it is made once for a request. Pure.
 *
 * @param candidates those that may, the preferred one first: hosts of one family stand together, those below the asked
 *     quality behind all others
 * @param ruledOut those that may not, and why
 */
public record Plan(Ask ask, Tenant tenant, Route route, List<Candidate> candidates, List<Exclusion> ruledOut) {
    /**
     * Share of the requests that go first to endpoints of which nobody knows how long they take, where the route goes by
     * that: were they always last, nobody would ever know; were they always first, the unknown would win over the fast.
     */
    private static final double SCOUTS = 0.02;

    private static final int SCOUTING = "scouting".hashCode();
    private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE);

    /**
     * One that may serve the request.
     *
     * @param degraded whether its answers are below the asked quality
     * @param estimateMicroUsd what a call there should cost at most
     */
    public record Candidate(Endpoint endpoint, boolean degraded, long estimateMicroUsd) {}

    public Plan {
        candidates = List.copyOf(candidates);
        ruledOut = List.copyOf(ruledOut);
    }

    /**
     * Makes a plan.
     *
     * @param requestId decides by lot whether the request finds out how long unknown endpoints take
     * @param listed the route's endpoints as they are listed
     * @param pin the family that the request's job keeps to; empty: none so far
     * @param health asked for how long calls take, where the route goes by that
     */
    public static Plan of(
            String requestId,
            Ask ask,
            Tenant tenant,
            Route route,
            List<Endpoint> listed,
            Optional<String> pin,
            HealthView health) {
        Eligibility eligibility = new Eligibility(ask, tenant, route);
        List<Candidate> able = new ArrayList<>(listed.size());
        List<Exclusion> ruledOut = new ArrayList<>();
        for (Endpoint endpoint : listed) {
            Why why = eligibility.whyNot(endpoint);
            if (why == null) {
                able.add(new Candidate(
                        endpoint, eligibility.isBelowTier(endpoint), ask.estimateMicroUsd(endpoint, route)));
            } else {
                ruledOut.add(new Exclusion(endpoint.id(), why));
            }
        }
        sort(able, ask, route, candidate -> latency(candidate, requestId, health));
        byFamily(able, route.pinning() == Pinning.NONE ? null : pin.orElse(null));
        String kept = keptFamily(able, ask, route, pin);
        if (kept != null) {
            able.removeIf(candidate -> !keeps(candidate, kept, ruledOut));
        }
        return new Plan(ask, tenant, route, able, ruledOut);
    }

    /** A plan over endpoints of which each may serve the request, in this order. */
    public static Plan over(List<Endpoint> endpoints) {
        List<Candidate> candidates = endpoints.stream()
                .map(endpoint -> new Candidate(endpoint, false, 0))
                .toList();
        Route route = new Route("any", endpoints.stream().map(Endpoint::id).toList());
        return new Plan(Ask.PLAIN, Tenant.unrestricted("any"), route, candidates, List.of());
    }

    private static void sort(List<Candidate> able, Ask ask, Route route, Function<Candidate, Duration> latency) {
        switch (route.objective()) {
            case LISTED -> {}
            case QUALITY ->
                able.sort(Comparator.comparingDouble(
                        candidate -> -candidate.endpoint().quality().score()));
            case COST -> able.sort(Comparator.comparingLong(candidate -> ask.usualMicroUsd(candidate.endpoint())));
            case LATENCY -> {
                // Vectors of different models can't be compared: what is measured must not choose between them.
                if (ask.operation() != Operation.EMBEDDINGS) {
                    // Asked once for each: what is measured may change in between.
                    Map<Candidate, Duration> latencies = new HashMap<>();
                    able.forEach(candidate -> latencies.put(candidate, latency.apply(candidate)));
                    able.sort(Comparator.comparing(latencies::get));
                }
            }
        }
    }

    private static Duration latency(Candidate candidate, String requestId, HealthView health) {
        boolean scouts = Lot.of(requestId, SCOUTING) < SCOUTS;
        return health.typical(candidate.endpoint()).orElse(scouts ? Duration.ZERO : LONGEST);
    }

    /** Answers stay alike as long as the family does: its hosts come before anybody else's. */
    private static void byFamily(List<Candidate> able, @Nullable String first) {
        List<Candidate> left = new ArrayList<>(able);
        able.clear();
        for (boolean degraded : new boolean[] {false, true}) {
            if (first != null) {
                move(left, first, degraded, able);
            }
            int i = 0;
            while (i < left.size()) {
                if (left.get(i).degraded() == degraded) {
                    move(left, left.get(i).endpoint().family(), degraded, able);
                } else {
                    i++;
                }
            }
        }
    }

    private static void move(List<Candidate> from, String family, boolean degraded, List<Candidate> to) {
        from.removeIf(candidate -> {
            boolean moves = candidate.degraded() == degraded
                    && candidate.endpoint().family().equals(family);
            if (moves) {
                to.add(candidate);
            }
            return moves;
        });
    }

    private static @Nullable String keptFamily(List<Candidate> able, Ask ask, Route route, Optional<String> pin) {
        if (ask.operation() == Operation.EMBEDDINGS) {
            return able.isEmpty() ? null : able.getFirst().endpoint().family();
        }
        return route.pinning() == Pinning.STRICT ? pin.orElse(null) : null;
    }

    private static boolean keeps(Candidate candidate, String family, List<Exclusion> ruledOut) {
        Endpoint endpoint = candidate.endpoint();
        boolean keeps = endpoint.family().equals(family);
        if (!keeps) {
            ruledOut.add(new Exclusion(endpoint.id(), new Why.OtherFamily(endpoint.family(), family)));
        }
        return keeps;
    }

    /** The endpoint that is asked first where nothing speaks against it; empty where nobody may serve the request. */
    public Optional<Endpoint> preferred() {
        return candidates.isEmpty()
                ? Optional.empty()
                : Optional.of(candidates.getFirst().endpoint());
    }

    /** The candidate of this id; empty where no such endpoint may serve the request. */
    public Optional<Candidate> candidate(String endpointId) {
        for (Candidate candidate : candidates) {
            if (candidate.endpoint().id().equals(endpointId)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** Endpoints that may serve the request, in order. */
    public List<Endpoint> endpoints() {
        return candidates.stream().map(Candidate::endpoint).toList();
    }
}
