package io.tieline.dispatcher.resilience;

import io.tieline.routing.Endpoint;
import io.tieline.routing.EndpointStatus;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.ProbeClaim;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Asks the health stream for leave to make a probe: at most one is made at a time over the whole fleet. Safe for use by
 * several threads.
 */
public final class ProbeLeave {
    /** An answer takes some 50 ms; who has waited for so long won't get one. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final FleetHealth fleet;
    private final String workerId;
    private final Consumer<ProbeClaim> claims;

    /** Epoch of the leave that was used last, by endpoint: the table goes on to give it until it knows of the result. */
    private final Map<String, Long> used = new ConcurrentHashMap<>();

    /** Leave is asked for by publishing claims, and given by the health table. */
    public ProbeLeave(FleetHealth fleet, String workerId, Consumer<ProbeClaim> claims) {
        this.fleet = fleet;
        this.workerId = workerId;
        this.claims = claims;
    }

    /** A silent fleet gives no leave. */
    static ProbeLeave none() {
        return new ProbeLeave(FleetHealth.silent(), "", _ -> {});
    }

    /**
     * Asks and waits, unless leave was given already: an answer may come late, or to a predecessor of the same name.
     *
     * @param status the state in which the probe is open, or this dispatcher's
     * @param call how long the call may take
     * @return the status that gives leave, which is used up by that; empty where somebody else got it, or nobody answered
     */
    Optional<EndpointStatus> ask(Endpoint endpoint, EndpointStatus status, Duration call) throws InterruptedException {
        if (isOurs(endpoint, status)) {
            return use(endpoint, status);
        }
        claims.accept(new ProbeClaim(endpoint.id(), workerId, status.epoch(), call.toMillis()));
        fleet.awaitChange(endpoint.id(), status.epoch(), PATIENCE);
        return fleet.fresh(endpoint.id()).filter(word -> isOurs(endpoint, word)).flatMap(word -> use(endpoint, word));
    }

    private Optional<EndpointStatus> use(Endpoint endpoint, EndpointStatus status) {
        Long before = used.put(endpoint.id(), status.epoch());
        return before != null && before == status.epoch() ? Optional.empty() : Optional.of(status);
    }

    /** Whether this dispatcher has leave that it hasn't used yet. */
    boolean isOurs(Endpoint endpoint, EndpointStatus status) {
        Long before = used.get(endpoint.id());
        return status.state() == HealthState.PROBING
                && status.prober().filter(workerId::equals).isPresent()
                && (before == null || before != status.epoch());
    }
}
