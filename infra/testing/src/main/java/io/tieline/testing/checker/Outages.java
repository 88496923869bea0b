package io.tieline.testing.checker;

import java.util.Map;

/** How the health table followed the faults of endpoints. Times are milliseconds since 1970. */
record Outages(Spread detection, long undetected, Spread recovery, long falseDowns, long lastEnd) {
    static Outages of(Frame frame) {
        Spread.Builder detection = new Spread.Builder();
        Spread.Builder recovery = new Spread.Builder();
        long undetected = 0;
        long lastEnd = 0;
        for (Frame.Fault fault : frame.faults()) {
            lastEnd = Math.max(lastEnd, fault.to() == Frame.NEVER ? fault.from() : fault.to());
            Words words = frame.words().get(fault.part());
            if (words == null) {
                continue;
            }
            long out = words.isOutAt(fault.from()) ? -1 : words.outFrom(fault.from(), fault.to());
            if (out >= 0) {
                detection.add(out - fault.from());
            } else if (!words.isOutAt(fault.from())) {
                undetected++;
            }
            long healthy = fault.to() != Frame.NEVER && words.isOutAt(fault.to()) ? words.healthyFrom(fault.to()) : -1;
            if (healthy >= 0) {
                recovery.add(healthy - fault.to());
            }
        }
        return new Outages(detection.build(), undetected, recovery.build(), falseDowns(frame), lastEnd);
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
