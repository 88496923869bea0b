package io.tieline.dispatcher.resilience;

import io.tieline.routing.Endpoint;
import io.tieline.routing.EndpointStatus;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.ProbeClaim;
import java.time.Duration;
import java.util.Optional;
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
     * @return the status that gives leave; empty where somebody else got it, or nobody answered
     */
    Optional<EndpointStatus> ask(Endpoint endpoint, EndpointStatus status, Duration call) throws InterruptedException {
        if (isOurs(status)) {
            return Optional.of(status);
        }
        claims.accept(new ProbeClaim(endpoint.id(), workerId, status.epoch(), call.toMillis()));
        fleet.awaitChange(endpoint.id(), status.epoch(), PATIENCE);
        return fleet.fresh(endpoint.id()).filter(this::isOurs);
    }

    boolean isOurs(EndpointStatus status) {
        return status.state() == HealthState.PROBING
                && status.prober().filter(workerId::equals).isPresent();
    }
}
