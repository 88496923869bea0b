package io.tieline.routing;

import io.tieline.schemas.avro.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
     * @param listed the route's endpoints as they are listed
     * @param pin the family that the request's job keeps to; empty: none so far
     * @param health asked for how long calls take, where the route goes by that
     */
    public static Plan of(
            Ask ask, Tenant tenant, Route route, List<Endpoint> listed, Optional<String> pin, HealthView health) {
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
        sort(able, ask, route, pin.orElse(null), health);
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

    private static void sort(List<Candidate> able, Ask ask, Route route, @Nullable String pinned, HealthView health) {
        // Vectors of different models can't be compared: what is measured must not choose between them.
        boolean measured = ask.operation() != Operation.EMBEDDINGS;
        switch (route.objective()) {
            case LISTED -> {}
            case QUALITY ->
                able.sort(Comparator.comparingDouble(
                        candidate -> -candidate.endpoint().quality().score()));
            case COST -> able.sort(Comparator.comparingLong(candidate -> ask.usualMicroUsd(candidate.endpoint())));
            case LATENCY -> {
                if (measured) {
                    able.sort(Comparator.comparing(candidate -> health.typical(candidate.endpoint())));
                }
            }
        }
        boolean pins = pinned != null && route.pinning() != Pinning.NONE;
        byFamily(able, pins ? pinned : null);
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
