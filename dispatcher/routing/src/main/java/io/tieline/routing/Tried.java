package io.tieline.routing;

import io.tieline.schemas.ErrorCode;
import java.time.Instant;

/**
 * A call that was made for a request and failed.
 *
 * @param probe whether it was to find out whether an endpoint that was out works again
 */
public record Tried(String endpointId, ErrorCode code, Instant endedAt, boolean probe) {
    /** An ordinary call. */
    public Tried(String endpointId, ErrorCode code, Instant endedAt) {
        this(endpointId, code, endedAt, false);
    }
}
