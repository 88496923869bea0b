package io.tieline.dispatcher;

import io.tieline.dispatcher.attempts.AttemptPublisher;
import io.tieline.dispatcher.resilience.SharedLimits;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.WorkerLoad;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells other dispatchers of this one, follows what they tell, and lets {@link SharedLimits} know. */
final class WorkerLoads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerLoads.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration BETWEEN_REPORTS = Duration.ofMillis(500);

    private final AvroSerdes serdes;
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
        this.serdes = serdes;
        this.limits = limits;
        this.publisher = publisher;
        this.workerId = workerId;
        this.clock = clock;
        this.topic = new CompactedTopic(consumer, Topics.WORKER_LOADS.name(), POLL, this::take, this::report);
    }

    private void report() {
        long now = System.nanoTime();
        if (now - reportedAt >= BETWEEN_REPORTS.toNanos()) {
            reportedAt = now;
            publisher.publish(limits.report(clock.instant()));
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            limits.left(key);
            return;
        }
        switch (serdes.decode(Topics.WORKER_LOADS, record.value())) {
            case Decoded.Value<WorkerLoad>(WorkerLoad load) -> limits.heard(load, record.timestamp());
            case Decoded.Undecodable<WorkerLoad>(String reason) -> passOver(key, reason);
            case Decoded.RegistryAway<WorkerLoad>(String reason) -> passOver(key, reason);
        }
    }

    private static void passOver(String key, String reason) {
        LOG.atWarn()
                .addKeyValue("worker", key)
                .addKeyValue("reason", reason)
                .log("what another dispatcher uses can't be read; passed over");
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
