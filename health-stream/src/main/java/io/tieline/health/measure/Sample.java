package io.tieline.health.measure;

import java.time.Duration;

/**
 * One call as it is measured.
 *
 * @param code {@code ok} or the error code
 * @param took how long it took; only calls that succeeded enter the latencies
 * @param outputTokens tokens that were generated, 0 where none are known of
 * @param costMicroUsd cost, millionths of a US dollar
 */
public record Sample(String code, Duration took, long outputTokens, long costMicroUsd) {}
