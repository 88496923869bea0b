package io.tieline.routing;

import io.tieline.schemas.avro.QualityTier;
import org.jspecify.annotations.Nullable;

/** Who may serve a request at all: rules that no outage relaxes. The first that is broken is told. */
record Eligibility(Ask ask, Tenant tenant, Route route) {
    /** Why not; null: it may. */
    @Nullable
    Why whyNot(Endpoint endpoint) {
        if (endpoint.operation() != ask.operation()) {
            return new Why.OtherOperation(endpoint.operation());
        }
        if (!ask.endpoints().leaves(endpoint.id())) {
            return new Why.NotWanted(ask.endpoints());
        }
        if (!tenant.mayUseEndpoint(endpoint.id())) {
            return new Why.NotForTenant(tenant.name());
        }
        if (!maySee(endpoint)) {
            return new Why.Residency(endpoint, tenant.jurisdictions(), ask.jurisdictions());
        }
        if (!endpoint.features().containsAll(ask.features())) {
            return new Why.Lacks(endpoint, ask.features());
        }
        if (!ask.formats().isEmpty() && !ask.formats().contains(endpoint.format())) {
            return new Why.OtherFormat(endpoint.format(), ask.formats());
        }
        if (!fits(endpoint)) {
            return new Why.TooLong(endpoint, ask);
        }
        return whyNotWorthIt(endpoint);
    }

    private @Nullable Why whyNotWorthIt(Endpoint endpoint) {
        QualityTier least = minimumTier(ask, route);
        if (least != null && isBelowTier(endpoint) && !degradedAllowed()) {
            return new Why.BelowTier(endpoint.quality().tier(), least);
        }
        Long most = ask.maxCallMicroUsd();
        if (most != null && ask.estimateMicroUsd(endpoint, route) > most) {
            return new Why.TooExpensive(ask.estimateMicroUsd(endpoint, route), most);
        }
        return null;
    }

    private boolean maySee(Endpoint endpoint) {
        boolean bound =
                !tenant.jurisdictions().isEmpty() || !ask.jurisdictions().isEmpty();
        String where = endpoint.jurisdiction();
        return !bound
                || (where != null
                        && (tenant.jurisdictions().isEmpty()
                                || tenant.jurisdictions().contains(where))
                        && (ask.jurisdictions().isEmpty() || ask.jurisdictions().contains(where)));
    }

    private boolean fits(Endpoint endpoint) {
        Integer output = ask.outputTokens();
        long needed = ask.leastInputTokens() + (output == null ? 0 : output);
        return needed <= endpoint.contextWindow() && (output == null || output <= endpoint.maxOutput());
    }

    boolean isBelowTier(Endpoint endpoint) {
        QualityTier least = minimumTier(ask, route);
        return least != null && !endpoint.quality().reaches(least);
    }

    /** A request can forbid what its route allows, and not the other way round. */
    private boolean degradedAllowed() {
        return route.degradedAllowed() && !Boolean.FALSE.equals(ask.degradedAllowed());
    }

    /** The higher of what the route and the request ask for; null: neither asks. */
    static @Nullable QualityTier minimumTier(Ask ask, Route route) {
        QualityTier one = ask.minimumTier();
        QualityTier other = route.minimumTier();
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) >= 0 ? one : other;
    }
}
