package io.tieline.testing.proxy;

import java.time.Duration;

/** What the network does to connections, those that are open and those to come. */
public sealed interface Toxic {
    /**
     * Everything arrives later, both ways.
     *
     * @param jitter up to so much more, another one for each piece
     * @param seed of the jitter
     */
    record Latency(Duration delay, Duration jitter, long seed) implements Toxic {}

    /** Connections can be made, and nothing arrives any more; what was sent meanwhile arrives when it is over. */
    record Blackhole() implements Toxic {}

    /** Open connections, and those to come, are reset. */
    record Reset() implements Toxic {}

    /** No more than so many bytes a second arrive, of each connection and each way. */
    record Slow(long bytesPerSecond) implements Toxic {
        public Slow {
            if (bytesPerSecond < 1) {
                throw new IllegalArgumentException("bytesPerSecond is " + bytesPerSecond + ", but must be 1 or more");
            }
        }
    }

    /** After so many more bytes one way or the other, the connection ends in good order. */
    record CutAfter(long bytes) implements Toxic {}

    /** One side hears later that the other has closed. */
    record SlowClose(Duration delay) implements Toxic {}
}
