package io.tieline.dispatcher;

import io.tieline.dispatcher.attempts.AttemptPublisher;
import io.tieline.dispatcher.resilience.SharedLimits;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.Consumer;

/** Tells other dispatchers of this one, follows what they tell, and lets {@link SharedLimits} know. */
final class WorkerLoads implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration BETWEEN_REPORTS = Duration.ofMillis(500);

    private final SharedLimits limits;
    private final AttemptPublisher publisher;
    private final String workerId;
    private final InstantSource clock;
    private final CompactedTopic topic;
    private final AtomicBoolean left = new AtomicBoolean();
    private long reportedAt = System.nanoTime() - BETWEEN_REPORTS.toNanos();

    /**
     * Reads what is there already, and goes on in a thread of its own.
     *
     * @param publisher stays the caller's to close, after this
     */
    WorkerLoads(
            Consumer<byte[], byte[]> consumer,
            AvroSerdes serdes,
            SharedLimits limits,
            AttemptPublisher publisher,
            String workerId,
            InstantSource clock) {
        this.limits = limits;
        this.publisher = publisher;
        this.workerId = workerId;
        this.clock = clock;
        var reader = new ValueReader<>(
                serdes,
                Topics.WORKER_LOADS,
                (_, load, writtenAt) -> limits.heard(load, writtenAt),
                limits::left,
                "what another dispatcher uses can't be read; passed over");
        this.topic = new CompactedTopic(consumer, Topics.WORKER_LOADS.name(), POLL, reader, this::report);
    }

    private void report() {
        long now = System.nanoTime();
        if (now - reportedAt >= BETWEEN_REPORTS.toNanos()) {
            reportedAt = now;
            publisher.publish(limits.report(clock.instant()));
        }
    }

    /** Leaves the limits to the others. Closing again does nothing. */
    @Override
    public void close() {
        if (left.compareAndSet(false, true)) {
            topic.close();
            publisher.left(workerId);
        }
    }
}
