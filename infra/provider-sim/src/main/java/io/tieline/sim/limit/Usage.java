package io.tieline.sim.limit;

import java.time.Instant;

/**
 * What came to an endpoint within one second of the clock, counted when its limits decided.
 *
 * @param second its beginning
 * @param accepted calls that were let through
 * @param refused calls that were over a limit
 * @param tokens of those that were let through
 */
public record Usage(Instant second, long accepted, long refused, long tokens) {}
