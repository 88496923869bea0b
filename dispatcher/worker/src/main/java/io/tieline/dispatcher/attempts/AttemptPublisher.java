package io.tieline.dispatcher.attempts;

import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.JobPin;
import io.tieline.schemas.avro.ProbeClaim;
import io.tieline.schemas.avro.WorkerLoad;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes every attempt to its topic, outside of any transaction: health must not wait for replies. An attempt that
 * can't be written is counted and left out; it never delays a request. Safe for use by several threads.
 */
public final class AttemptPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptPublisher.class);
    private static final int TRIES_TO_FIND_A_TOPIC = 60;
    private static final List<Topic<?>> TOPICS =
            List.of(Topics.ATTEMPTS, Topics.PROBE_CLAIMS, Topics.JOB_PINS, Topics.WORKER_LOADS);

    private final Producer<byte[], byte[]> producer;
    private final AvroSerdes serdes;
    private final TimeKeeper time;
    private final AtomicLong lost = new AtomicLong();

    /**
     * Makes a publisher that knows where its topics are: the first records needn't wait for that.
     *
     * @param time learns from the records of topics that brokers time
     * @throws TimeoutException if Kafka can't be reached; the producer is closed then
     */
    public AttemptPublisher(Producer<byte[], byte[]> producer, AvroSerdes serdes, TimeKeeper time) {
        this.producer = producer;
        this.serdes = serdes;
        this.time = time;
        try {
            TOPICS.forEach(this::find);
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    /** The producer itself waits only for a moment, so that it never holds a request up. */
    private void find(Topic<?> topic) {
        for (int i = 1; i < TRIES_TO_FIND_A_TOPIC; i++) {
            try {
                producer.partitionsFor(topic.name());
                return;
            } catch (TimeoutException e) {
                LOG.atInfo()
                        .addKeyValue("topic", topic.name())
                        .addKeyValue("error", e.getMessage())
                        .log("still looking for a topic");
            }
        }
        producer.partitionsFor(topic.name());
    }

    /** Hands the attempt to the producer. */
    public void publish(Attempt attempt) {
        send(Topics.ATTEMPTS, attempt.getEndpointId(), attempt);
    }

    /** Hands a claim to the producer, for the same reader: the health stream. */
    public void publish(ProbeClaim claim) {
        send(Topics.PROBE_CLAIMS, claim.getEndpointId(), claim);
    }

    /** Hands the pin of a job to the producer, for all dispatchers. */
    public void publish(JobPin pin) {
        send(Topics.JOB_PINS, pin.getJobId(), pin);
    }

    /** Hands a dispatcher's sign of life to the producer, for all dispatchers. */
    public void publish(WorkerLoad load) {
        send(Topics.WORKER_LOADS, load.getWorkerId(), load);
    }

    /** The dispatcher is leaving: its sign of life is taken out. */
    public void left(String workerId) {
        send(Topics.WORKER_LOADS, workerId, null);
    }

    private <V extends SpecificRecord> void send(Topic<V> topic, String id, @Nullable V value) {
        try {
            byte[] key = id.getBytes(StandardCharsets.UTF_8);
            byte[] bytes = value == null ? null : serdes.encode(topic, value);
            LongConsumer appended = Topics.TIMED_BY_BROKERS.contains(topic) ? time.sending() : _ -> {};
            var _ = producer.send(new ProducerRecord<>(topic.name(), key, bytes), (metadata, failure) -> {
                if (failure != null) {
                    countLost(failure);
                } else if (metadata.hasTimestamp()) {
                    appended.accept(metadata.timestamp());
                }
            });
        } catch (KafkaException e) {
            countLost(e);
        }
    }

    private void countLost(Exception failure) {
        long count = lost.incrementAndGet();
        // The first, and then ever more rarely: an unreachable Kafka must not flood the log.
        if (Long.bitCount(count) == 1) {
            LOG.atWarn()
                    .addKeyValue("lost", count)
                    .addKeyValue("error", failure.getMessage())
                    .log("attempts could not be published");
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
