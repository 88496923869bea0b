package io.tieline.health.stream;

import java.util.concurrent.atomic.LongAdder;

/** Where the processors of all stream threads count. Thread-safe. */
public final class Counters {
    public final LongAdder attempts = new LongAdder();
    public final LongAdder unreadable = new LongAdder();
    public final LongAdder unpublished = new LongAdder();
    public final LongAdder priced = new LongAdder();
    public final LongAdder unpriced = new LongAdder();
}
