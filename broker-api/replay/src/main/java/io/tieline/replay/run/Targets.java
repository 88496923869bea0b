package io.tieline.replay.run;

import io.tieline.routing.Endpoint;
import io.tieline.routing.Plan;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.ProviderHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** Whether anybody is there who could serve the next requests. Pure but for the table that it looks at. */
final class Targets {
    /** What an older record says is the health stream's standing still, not an outage. */
    private static final Duration FRESH = Duration.ofSeconds(60);

    private final Function<String, Optional<ProviderHealth>> health;

    /**
     * Looks at a health table.
     *
     * @param health the newest record of an endpoint
     */
    Targets(Function<String, Optional<ProviderHealth>> health) {
        this.health = health;
    }

    /** Why it is of no use to go on; empty where it is. */
    Optional<String> verdict(Collection<Plan> next, Instant now) {
        if (next.isEmpty()
                || next.stream().flatMap(plan -> plan.endpoints().stream()).anyMatch(each -> !isDown(each, now))) {
            return Optional.empty();
        }
        TreeSet<String> down = new TreeSet<>();
        next.forEach(plan -> plan.endpoints().forEach(endpoint -> down.add(endpoint.id())));
        String first = health.apply(down.first()).map(ProviderHealth::getReason).orElse("");
        return Optional.of("every endpoint that could serve the next requests is down: " + String.join(", ", down)
                + " (" + first + ")");
    }

    private boolean isDown(Endpoint endpoint, Instant now) {
        return health.apply(endpoint.id())
                .filter(record -> record.getState() == HealthState.DOWN)
                .filter(record -> record.getUpdatedAt().isAfter(now.minus(FRESH)))
                .isPresent();
    }
}
