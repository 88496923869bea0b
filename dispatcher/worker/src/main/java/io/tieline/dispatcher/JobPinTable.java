package io.tieline.dispatcher;

import io.tieline.dispatcher.attempts.AttemptPublisher;
import io.tieline.dispatcher.dispatch.JobPins;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.OwnedId;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.JobPin;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Follows the topic of job pins. Where dispatchers pin a new job at the same moment, the last record counts for all of
 * them; a job that is known to be pinned is never pinned again. Safe for use by several threads.
 */
final class JobPinTable implements JobPins, AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final AttemptPublisher publisher;
    private final InstantSource clock;
    private final Map<String, String> families = new ConcurrentHashMap<>();
    private final CompactedTopic topic;

    /** Reads what is there already, and goes on following in a thread of its own. */
    JobPinTable(Consumer<byte[], byte[]> consumer, AvroSerdes serdes, AttemptPublisher publisher, InstantSource clock) {
        this.publisher = publisher;
        this.clock = clock;
        var reader = new ValueReader<>(
                serdes,
                Topics.JOB_PINS,
                (key, pin, _) -> families.put(key, pin.getFamily()),
                families::remove,
                "a job's pin can't be read; passed over");
        topic = new CompactedTopic(consumer, Topics.JOB_PINS.name(), POLL, reader, () -> {});
    }

    @Override
    public Optional<String> familyOf(OwnedId job) {
        return Optional.ofNullable(families.get(job.key()));
    }

    @Override
    public void keep(OwnedId job, String family) {
        if (families.putIfAbsent(job.key(), family) == null) {
            publisher.publish(new JobPin(job.id(), family, clock.instant(), job.tenant()));
        }
    }

    @Override
    public void close() {
        topic.close();
    }
}
