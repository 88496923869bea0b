package io.tieline.bench.figures;

import java.lang.management.ManagementFactory;

/** What the figures were measured on. */
public final class Machine {
    private Machine() {}

    /** With its load before: what others do meanwhile is in every figure. */
    public static String inWords() {
        return "%d cores, Java %s, load %.1f"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version(),
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}
