package io.tieline.sim.calls;

import java.util.Map;

/**
 * Totals of calls.
 *
 * @param calls that ended
 * @param inFlight that have not ended yet
 * @param peakInFlight most that were in flight at a time
 * @param statuses how many calls ended with which status; 0 stands for none
 * @param faults how many calls each kind of fault took
 */
public record Totals(
        long calls,
        long billed,
        long inputTokens,
        long outputTokens,
        int inFlight,
        int peakInFlight,
        Map<Integer, Long> statuses,
        Map<String, Long> faults) {}
