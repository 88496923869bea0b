package io.tieline.dispatcher.resilience;

import io.tieline.routing.Admission;
import io.tieline.routing.Capacity;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.EndpointStatus;
import io.tieline.routing.HealthView;
import io.tieline.schemas.avro.HealthState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A guard for every endpoint of the catalogue, and those who wait for one. Safe for use by several threads. */
public final class Guards implements HealthView, Capacity {
    private final Function<Endpoint, EndpointGuard> maker;
    private final Map<String, EndpointGuard> guards = new ConcurrentHashMap<>();
    private final Waiters waiters = new Waiters();

    /** Ids of the endpoints of the catalogue that is in force. */
    private volatile Set<String> current = Set.of();

    /**
     * Makes the guards, all of them admitting until the fleet says otherwise.
     *
     * @param fleet what the health table says
     * @param leave how a probe is asked for
     */
    public Guards(Catalogue catalogue, GuardConfig config, Clock clock, FleetHealth fleet, ProbeLeave leave) {
        maker = endpoint -> {
            EndpointGuard guard =
                    new EndpointGuard(endpoint, config, clock, fleet, leave, () -> waiters.wakeAll(endpoint.id()));
            guard.changed(Optional.empty(), fleet.fresh(endpoint.id()));
            return guard;
        };
        use(catalogue);
        fleet.listen(this::changed);
    }

    /** Guards that go by what this dispatcher sees itself. */
    public static Guards alone(Catalogue catalogue, GuardConfig config, Clock clock) {
        return new Guards(catalogue, config, clock, FleetHealth.silent(), ProbeLeave.none());
    }

    /**
     * Goes by another catalogue. What is known of endpoints that stay is kept, and their calls go on. Those who wait
     * decide again.
     */
    public void use(Catalogue catalogue) {
        catalogue.endpoints().forEach(endpoint -> guard(endpoint).became(endpoint));
        current = catalogue.endpoints().stream().map(Endpoint::id).collect(Collectors.toUnmodifiableSet());
        guards.keySet().retainAll(current);
        waiters.wakeEverybody();
    }

    @Override
    public Admission admission(Endpoint endpoint, Instant now) {
        return guard(endpoint).admission(now);
    }

    @Override
    public boolean anyAdmitted(Instant now) {
        return current.stream()
                .map(guards::get)
                .filter(Objects::nonNull)
                .map(guard -> guard.admission(now))
                .anyMatch(each -> each instanceof Admission.Admitted || each instanceof Admission.Limited);
    }

    @Override
    public boolean workedSince(Endpoint endpoint, Instant moment) {
        return guard(endpoint).lastSuccess().isAfter(moment);
    }

    @Override
    public Duration usual(Endpoint endpoint) {
        return slowest(endpoint).orElse(endpoint.timeout());
    }

    /** What hardly any call there takes longer than; empty where nobody knows. */
    public Optional<Duration> slowest(Endpoint endpoint) {
        return guard(endpoint).slowest();
    }

    @Override
    public boolean hasRoom(Endpoint endpoint) {
        return guard(endpoint).hasRoom();
    }

    /** Waits a moment for a free slot; empty where the situation has changed and a new decision is due. */
    public Optional<Permit> enter(Endpoint endpoint) throws InterruptedException {
        return Optional.ofNullable(guard(endpoint).enter());
    }

    /** Requests that wait for one of their candidates. */
    public Waiters waiters() {
        return waiters;
    }

    private void changed(String endpointId, Optional<EndpointStatus> before, Optional<EndpointStatus> after) {
        EndpointGuard guard = guards.get(endpointId);
        if (guard == null) {
            return; // An endpoint of somebody else's catalogue.
        }
        guard.changed(before, after);
        if (after.filter(Guards::isOpenToProbe).isPresent()) {
            waiters.wakeForOneCall(endpointId);
        } else if (after.isEmpty() || after.get().takesCalls()) {
            waiters.wakeAll(endpointId);
        }
    }

    private static boolean isOpenToProbe(EndpointStatus word) {
        return word.state() == HealthState.PROBING && word.prober().isEmpty();
    }

    /**
     * Made where there is none: a request that began with an earlier catalogue may still go by an endpoint that the one in
     * force doesn't have. The next catalogue drops such a guard again.
     */
    private EndpointGuard guard(Endpoint endpoint) {
        return guards.computeIfAbsent(endpoint.id(), _ -> maker.apply(endpoint));
    }
}
