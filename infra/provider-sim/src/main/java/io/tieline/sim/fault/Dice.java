package io.tieline.sim.fault;

import java.time.Duration;

/** Seeded chance without state: the same seed and number always give the same. */
public final class Dice {
    private Dice() {}

    /** A well-mixed number (the finaliser of SplitMix64). */
    public static long number(long seed, long n) {
        long z = seed + n * 0x9E3779B97F4A7C15L + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** From 0 up to but not including 1. */
    public static double fraction(long seed, long n) {
        return (number(seed, n) >>> 11) * 0x1.0p-53;
    }

    /** A time that spreads evenly around its mean, by a fraction of it to either side. */
    public static Duration around(Duration mean, double jitter, long seed, long n) {
        double factor = 1 + jitter * (2 * fraction(seed, n) - 1);
        return Duration.ofNanos(Math.round(mean.toNanos() * factor));
    }
}
