package io.tieline.dispatcher.attempts;

import java.util.function.LongConsumer;

/** Learns what time it is by Kafka's clocks from records that brokers have timed. Safe for use by several threads. */
@FunctionalInterface
public interface TimeKeeper {
    /** A record is being sent; what is returned is told the broker's time of it, milliseconds since 1970, once it is known. */
    LongConsumer sending();

    /** Learns nothing. */
    static TimeKeeper none() {
        return () -> _ -> {};
    }
}
