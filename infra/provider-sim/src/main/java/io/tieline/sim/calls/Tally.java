package io.tieline.sim.calls;

import java.util.Map;
import java.util.TreeMap;

/** Counts up to totals. Not thread-safe. */
final class Tally {
    private long calls;
    private long billed;
    private long inputTokens;
    private long outputTokens;
    private int inFlight;
    private int peakInFlight;
    private final Map<Integer, Long> statuses = new TreeMap<>();
    private final Map<String, Long> faults = new TreeMap<>();

    void begin() {
        inFlight++;
        peakInFlight = Math.max(peakInFlight, inFlight);
    }

    void end(Call call) {
        inFlight--;
        calls++;
        billed += call.billed() ? 1 : 0;
        inputTokens += call.inputTokens();
        outputTokens += call.outputTokens();
        statuses.merge(call.status(), 1L, Long::sum);
        if (call.fault() != null) {
            faults.merge(call.fault(), 1L, Long::sum);
        }
    }

    Totals totals() {
        return new Totals(
                calls,
                billed,
                inputTokens,
                outputTokens,
                inFlight,
                peakInFlight,
                Map.copyOf(statuses),
                Map.copyOf(faults));
    }
}
