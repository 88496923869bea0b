package io.tieline.dispatcher.resilience;

import io.tieline.dispatcher.limits.RateLimits;
import io.tieline.dispatcher.turns.TenantShare;
import io.tieline.dispatcher.turns.Ticket;
import io.tieline.routing.Admission;
import io.tieline.routing.Ask;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.EndpointStatus;
import io.tieline.routing.Errand;
import io.tieline.routing.HealthView;
import io.tieline.routing.Lane;
import io.tieline.routing.Plan;
import io.tieline.routing.Tenant;
import io.tieline.routing.Tried;
import io.tieline.schemas.avro.HealthState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A guard for every endpoint of the catalogue, and those who wait for one. Safe for use by several threads. */
public final class Guards implements HealthView {
    /** No tenant is called so. */
    private static final String NOBODY = "";

    private final Function<Endpoint, EndpointGuard> maker;
    private final Map<String, EndpointGuard> guards = new ConcurrentHashMap<>();
    private final Waiters waiters = new Waiters();
    private final Rooms rooms;
    private final SharedLimits sharedLimits;
    private volatile Catalogue catalogue;

    /** Ids of the endpoints of the catalogue that is in force. */
    private volatile Set<String> current = Set.of();

    /**
     * Makes the guards, all of them admitting until the fleet says otherwise.
     *
     * @param fleet what the health table says
     * @param leave how a probe is asked for
     * @param sharedAs name among the dispatchers that share the endpoints' limits, of which this one has nothing until they
     *     have agreed; empty: there are no others
     */
    public Guards(
            Catalogue catalogue,
            GuardConfig config,
            Clock clock,
            FleetHealth fleet,
            ProbeLeave leave,
            Optional<String> sharedAs) {
        this.catalogue = catalogue;
        rooms = new Rooms(clock, sharedAs, this::tenantShare);
        sharedLimits = new SharedLimits(sharedAs.orElse(""), rooms);
        maker = endpoint -> {
            EndpointGuard guard =
                    new EndpointGuard(endpoint, config, clock, fleet, leave, rooms, () -> wakeAll(endpoint.id()));
            guard.changed(Optional.empty(), fleet.fresh(endpoint.id()));
            return guard;
        };
        use(catalogue);
        fleet.listen(this::changed);
    }

    /** Guards that go by what this dispatcher sees itself. */
    public static Guards alone(Catalogue catalogue, GuardConfig config, Clock clock) {
        return new Guards(catalogue, config, clock, FleetHealth.silent(), ProbeLeave.none(), Optional.empty());
    }

    private void wakeAll(String endpointId) {
        waiters.wakeAll(endpointId);
        rooms.changed(endpointId);
    }

    /** What a tenant may have at this dispatcher: its part of what it may have at all of them. */
    private TenantShare tenantShare(String name) {
        if (name.equals(NOBODY)) {
            return TenantShare.EQUAL;
        }
        return catalogue
                .tenant(name)
                .map(tenant -> new TenantShare(tenant.weight(), callsAtATime(tenant)))
                .orElse(TenantShare.EQUAL);
    }

    private int callsAtATime(Tenant tenant) {
        Integer most = tenant.maxInFlight();
        return most == null ? Integer.MAX_VALUE : Math.ceilDiv(most, sharedLimits.liveWorkers());
    }

    /**
     * Goes by another catalogue. What is known of endpoints that stay is kept, and their calls go on. Those who wait
     * decide again.
     */
    public void use(Catalogue next) {
        catalogue = next;
        next.endpoints().forEach(endpoint -> guard(endpoint).became(endpoint));
        current = next.endpoints().stream().map(Endpoint::id).collect(Collectors.toUnmodifiableSet());
        guards.keySet().retainAll(current);
        rooms.retainAll(current);
        waiters.wakeEverybody();
        rooms.wakeEverybody();
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
    public Optional<Duration> typical(Endpoint endpoint) {
        return guard(endpoint).typical();
    }

    /**
     * A request's place among all that wait.
     *
     * @param tried calls that failed so far
     */
    public Turn turn(Errand errand, Collection<Tried> tried) {
        Plan plan = errand.plan();
        Ask ask = plan.ask();
        long tokens =
                ask.inputTokens() + plan.preferred().map(ask::outputTokensAt).orElse(0);
        return turn(
                ask,
                tried.stream().map(Tried::endpointId).toList(),
                rooms.draw(plan.tenant().name(), errand.lane() == Lane.INTERACTIVE, (double) Math.max(1, tokens)));
    }

    private Turn turn(Ask ask, Collection<String> failedAt, Ticket ticket) {
        return new Turn(rooms, waiters, this::guard, ask, failedAt, ticket);
    }

    /** Whether one more urgent call of nobody in particular would find room. */
    public boolean hasRoom(Endpoint endpoint) {
        return passerBy().hasRoom(endpoint);
    }

    /** Makes an urgent call of nobody in particular; empty where there is no room, or a new decision is due. */
    public Optional<Permit> enter(Endpoint endpoint) throws InterruptedException {
        return passerBy().enter(endpoint);
    }

    private Turn passerBy() {
        return turn(Ask.PLAIN, List.of(), rooms.draw(NOBODY, true, 1));
    }

    /** The provider says how its limits stand. */
    public void told(Endpoint endpoint, RateLimits limits) {
        guard(endpoint).told(limits);
    }

    /** What dispatchers tell each other of limits that they share. */
    public SharedLimits sharedLimits() {
        return sharedLimits;
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
        rooms.changed(endpointId);
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
