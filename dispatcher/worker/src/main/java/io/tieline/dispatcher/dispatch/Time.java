package io.tieline.dispatcher.dispatch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The clock that requests go by, and waiting by it. Safe for use by several threads. */
@FunctionalInterface
public interface Time extends InstantSource {
    /** The time of this machine. */
    static Time system() {
        return Clock.systemUTC()::instant;
    }

    /** Blocks the thread until this moment; not at all where it has passed. */
    default void sleepUntil(Instant moment) throws InterruptedException {
        Duration left = Duration.between(instant(), moment);
        if (left.isPositive()) {
            Thread.sleep(left);
        }
    }
}
