package io.tieline.testing.checker;

import java.util.Map;
import java.util.Set;

/**
 * How the health table followed the faults of endpoints. Times are milliseconds since 1970.
 *
 * @param undetected faults that are outages, and during which nobody said that the endpoint is out
 * @param unrecovered times that an endpoint that was out when its fault ended was never called healthy after it
 */
record Outages(Spread detection, long undetected, Spread recovery, long unrecovered, long falseDowns, long lastEnd) {
    /** Faults of an endpoint for which it must not be taken out. */
    private static final Set<String> NO_OUTAGES = Set.of("rate_limited", "slow");

    /** A fault of all endpoints. */
    private static final String EVERYBODY = "*";

    static Outages of(Frame frame) {
        Tally tally = new Tally();
        long lastEnd = 0;
        for (Frame.Fault fault : frame.faults()) {
            lastEnd = Math.max(lastEnd, fault.to() == Frame.NEVER ? fault.from() : fault.to());
            frame.words().forEach((endpoint, words) -> {
                if (fault.part().equals(endpoint) || fault.part().equals(EVERYBODY)) {
                    tally.add(fault, words);
                }
            });
        }
        return new Outages(
                tally.detection.build(),
                tally.undetected,
                tally.recovery.build(),
                tally.unrecovered,
                falseDowns(frame),
                lastEnd);
    }

    private static final class Tally {
        final Spread.Builder detection = new Spread.Builder();
        final Spread.Builder recovery = new Spread.Builder();
        long undetected;
        long unrecovered;

        void add(Frame.Fault fault, Words words) {
            boolean wasOut = words.isOutAt(fault.from());
            long out = wasOut ? -1 : words.outFrom(fault.from(), fault.to());
            if (out >= 0) {
                detection.add(out - fault.from());
            } else if (!wasOut && !NO_OUTAGES.contains(fault.name())) {
                undetected++;
            }
            if (fault.to() != Frame.NEVER && words.isOutAt(fault.to())) {
                long healthy = words.healthyFrom(fault.to());
                if (healthy >= 0) {
                    recovery.add(healthy - fault.to());
                } else {
                    unrecovered++;
                }
            }
        }
    }

    private static long falseDowns(Frame frame) {
        long count = 0;
        for (Map.Entry<String, Words> endpoint : frame.words().entrySet()) {
            for (long at : endpoint.getValue().convictions()) {
                count += frame.isFaulty(at) ? 0 : 1;
            }
        }
        return count;
    }
}
