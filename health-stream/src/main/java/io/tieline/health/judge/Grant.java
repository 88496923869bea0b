package io.tieline.health.judge;

import java.time.Instant;

/**
 * Leave for one worker to make one probe.
 *
 * @param workerId who may
 * @param until when it ends, whatever became of the probe
 */
public record Grant(String workerId, Instant until) {}
