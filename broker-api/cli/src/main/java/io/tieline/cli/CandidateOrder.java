package io.tieline.cli;

import io.tieline.routing.Ask;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.EndpointChoice;
import io.tieline.routing.Outage;
import io.tieline.routing.Plan;
import io.tieline.routing.Route;
import io.tieline.routing.Tenant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** In which order a route asks its candidates, as far as that is known without a request and without measurements. */
final class CandidateOrder {
    /** About a page, summarised: prices are compared for that. */
    private static final int INPUT_BYTES = 4_000;

    private static final int OUTPUT_TOKENS = 250;

    private CandidateOrder() {}

    static Plan plan(Catalogue catalogue, Route route) {
        List<Endpoint> listed = catalogue.candidates(route);
        Ask ask = new Ask(
                listed.getFirst().operation(),
                Set.of(),
                Set.of(),
                INPUT_BYTES,
                0,
                OUTPUT_TOKENS,
                null,
                null,
                null,
                Set.of(),
                false,
                EndpointChoice.ALL);
        return Plan.of("what-if", ask, Tenant.unrestricted("anybody"), route, listed, Optional.empty(), Outage.NONE);
    }
}
