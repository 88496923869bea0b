package io.tieline.health;

import java.util.concurrent.atomic.LongAdder;

/** Where the processors of all stream threads count. Thread-safe. */
final class Counters {
    final LongAdder attempts = new LongAdder();
    final LongAdder tooOld = new LongAdder();
    final LongAdder undecodable = new LongAdder();
    final LongAdder unpublished = new LongAdder();

    HealthCounts read() {
        return new HealthCounts(attempts.sum(), tooOld.sum(), undecodable.sum(), unpublished.sum());
    }
}
