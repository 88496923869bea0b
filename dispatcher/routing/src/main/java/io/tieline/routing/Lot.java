package io.tieline.routing;

/** Chance without dice: a number that looks random, and is the same whenever the same is asked. */
final class Lot {
    private Lot() {}

    /** At least 0, below 1. */
    static double of(String first, int second) {
        int mixed = (first.hashCode() * 31 + second) * 0x9E3779B9;
        mixed ^= mixed >>> 15;
        mixed *= 0x85EBCA6B;
        return Integer.toUnsignedLong(mixed ^ (mixed >>> 13)) / (double) (1L << 32);
    }
}
