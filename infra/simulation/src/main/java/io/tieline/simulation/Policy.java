package io.tieline.simulation;

import io.tieline.routing.Endpoint;
import io.tieline.routing.HealthView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A rule by which workers take endpoints out and bring them back. One that sees only ended calls leaves the defaults. */
interface Policy {
    String name();

    /** What a worker goes by. */
    HealthView view(int worker);

    /** A worker wants to make a call; empty where it may not after all. */
    Optional<Call> enter(int worker, Endpoint endpoint, String requestId, Instant now);

    /** A call ended. */
    void ended(Call call, Outcome outcome, Instant now);

    /** How long a call may go on before {@link #overdue} is told of it; empty where nobody wants to know. */
    default Optional<Duration> patience() {
        return Optional.empty();
    }

    /** A call goes on, long after others had ended. */
    default void overdue(Call call, Instant now) {}

    /** Whether a call that is overdue should be given up. */
    default boolean givesUp(Call call, Instant now) {
        return false;
    }

    /** Time passes. */
    void tick(Instant now);

    /** Share of its traffic that an endpoint gets, over all workers, 0 to 1. */
    double admitted(Endpoint endpoint, Instant now);

    /** How often a working endpoint was taken out entirely; where workers decide for themselves, their mean. */
    double timesTakenOut(Endpoint endpoint);
}
