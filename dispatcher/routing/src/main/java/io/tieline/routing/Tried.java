package io.tieline.routing;

import io.tieline.schemas.ErrorCode;
import java.time.Instant;

/** A call that was made for a request and failed. */
public record Tried(String endpointId, ErrorCode code, Instant endedAt) {}
