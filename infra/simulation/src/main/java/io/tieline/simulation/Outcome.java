package io.tieline.simulation;

import io.tieline.schemas.ErrorCode;
import java.time.Duration;
import java.util.Optional;

/**
 * How a simulated call ends.
 *
 * @param failure empty: it succeeds
 */
public record Outcome(Optional<ErrorCode> failure, Duration took) {}
