package io.tieline.routing;

import io.tieline.schemas.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What would happen to a request.
 *
 * @param decision what happens next to it
 * @param chain whom it would go to one after the other, if each of them failed
 * @param passedOver everybody else, and why
 */
public record WhatIf(Plan plan, Decision decision, List<Endpoint> chain, List<Exclusion> passedOver) {
    private static final Duration AMPLE = Duration.ofHours(24);
    private static final String ID = "what-if";

    public WhatIf {
        chain = List.copyOf(chain);
        passedOver = List.copyOf(passedOver);
    }

    /** Plays it through by the same rules that dispatchers go by. */
    public static WhatIf of(Plan plan, HealthView health, Purse purse, Instant now) {
        int attempts = plan.candidates().size() + 1;
        Errand errand = new Errand(ID, plan, now.plus(AMPLE), attempts, now, Lane.BATCH);
        Verdict first = Router.decide(errand, List.of(), health, _ -> true, purse, now);
        List<Endpoint> chain = new ArrayList<>();
        List<Tried> tried = new ArrayList<>();
        Verdict verdict = first;
        while (verdict.decision() instanceof Decision.Call(Endpoint endpoint) && !chain.contains(endpoint)) {
            chain.add(endpoint);
            tried.add(new Tried(endpoint.id(), ErrorCode.PROVIDER_SERVER_ERROR, now));
            verdict = Router.decide(errand, tried, health, _ -> true, purse, now);
        }
        List<String> asked = chain.stream().map(Endpoint::id).toList();
        List<Exclusion> others = verdict.exclusions().stream()
                .filter(exclusion -> !asked.contains(exclusion.endpointId()))
                .toList();
        return new WhatIf(plan, first.decision(), chain, others);
    }
}
