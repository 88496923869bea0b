package io.tieline.routing;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Outcome;
import java.time.Instant;
import java.util.List;

/** What happens next to a request. */
public sealed interface Decision {
    /** Call this endpoint, which has room for it. */
    record Call(Endpoint endpoint) implements Decision {}

    /**
     * Wait for room at one of these, which work, and decide again where none has any by then.
     *
     * @param endpoints the preferred one first; never empty
     * @param until when something else may have changed; not after the deadline
     */
    record AwaitRoom(List<Endpoint> endpoints, Instant until) implements Decision {
        public AwaitRoom {
            endpoints = List.copyOf(endpoints);
        }
    }

    /** Keep it in memory and decide again then. */
    record Wait(Instant until, String reason) implements Decision {}

    /** Write it to the parked topic: it comes back then, here or at another dispatcher. */
    record Park(Instant until, String reason) implements Decision {}

    /** Reply without an answer. */
    record Finish(Outcome outcome, ErrorCode code, String message) implements Decision {}
}
