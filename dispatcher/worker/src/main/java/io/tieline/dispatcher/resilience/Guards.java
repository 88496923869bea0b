package io.tieline.dispatcher.resilience;

import io.tieline.routing.Admission;
import io.tieline.routing.Capacity;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.HealthView;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** A breaker and slots for every endpoint of the catalogue. Safe for use by several threads. */
public final class Guards implements HealthView, Capacity {
    private final Map<String, EndpointGuard> guards;

    /** Makes the guards, all of them admitting. */
    public Guards(Catalogue catalogue, GuardConfig config, Clock clock) {
        guards = catalogue.endpoints().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Endpoint::id, endpoint -> new EndpointGuard(endpoint, config, clock), (one, other) -> one));
    }

    @Override
    public Admission admission(Endpoint endpoint, Instant now) {
        return guard(endpoint).admission(now);
    }

    @Override
    public boolean hasRoom(Endpoint endpoint) {
        return guard(endpoint).hasRoom();
    }

    /** Waits a moment for a free slot; empty where the situation has changed and a new decision is due. */
    public Optional<Permit> enter(Endpoint endpoint) throws InterruptedException {
        return Optional.ofNullable(guard(endpoint).enter());
    }

    private EndpointGuard guard(Endpoint endpoint) {
        return Objects.requireNonNull(
                guards.get(endpoint.id()), () -> "endpoint " + endpoint.id() + " is not in the catalogue");
    }
}
