package io.tieline.mutants;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;

/** A wall clock that goes wrong by a fixed length. Public, for changed classes of other packages call it. */
public final class SkewedClock {
    private static volatile Duration skew = Duration.ZERO;

    private SkewedClock() {}

    static void skew(Duration length) {
        skew = length;
    }

    /** In place of {@link Instant#now()}. */
    public static Instant instant() {
        return Instant.now().plus(skew);
    }

    /** In place of {@link System#currentTimeMillis()}. */
    public static long currentTimeMillis() {
        return System.currentTimeMillis() + skew.toMillis();
    }

    /** In place of {@link InstantSource#system()}. */
    public static InstantSource source() {
        return InstantSource.offset(InstantSource.system(), skew);
    }

    /** In place of {@link Clock#systemUTC()}. */
    public static Clock systemUTC() {
        return Clock.offset(Clock.systemUTC(), skew);
    }

    /** In place of {@link Clock#systemDefaultZone()}. */
    public static Clock systemDefaultZone() {
        return system(ZoneId.systemDefault());
    }

    /** In place of {@link Clock#system}. */
    public static Clock system(ZoneId zone) {
        return Clock.offset(Clock.system(zone), skew);
    }
}
