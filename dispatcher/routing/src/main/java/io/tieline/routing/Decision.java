package io.tieline.routing;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Outcome;
import java.time.Instant;

/** What happens next to a request. */
public sealed interface Decision {
    /** Call this endpoint. */
    record Call(Endpoint endpoint) implements Decision {}

    /** Keep it in memory and decide again then. */
    record Wait(Instant until, String reason) implements Decision {}

    /** Write it to the parked topic: it comes back then, here or at another dispatcher. */
    record Park(Instant until, String reason) implements Decision {}

    /** Reply without an answer. */
    record Finish(Outcome outcome, ErrorCode code, String message) implements Decision {}
}
