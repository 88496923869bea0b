package io.tieline.dispatcher;

import io.tieline.dispatcher.dispatch.Cancellations;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topic of cancellations, which is compacted and short. Only keys are read: a key with a value is
 * cancelled, a key without one no longer. Safe for use by several threads.
 */
final class CancellationView implements Cancellations, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CancellationView.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Consumer<byte[], byte[]> consumer;
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean closing;

    /** Reads what is there already, and goes on following in a thread of its own. */
    CancellationView(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
        try {
            readWhatIsThere();
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
        thread = Thread.ofPlatform().name("cancellations").start(this::follow);
    }

    private void readWhatIsThere() {
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.CANCELLATIONS.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream()
                .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
            take();
        }
    }

    @Override
    public boolean covers(InferenceRequest request) {
        return !cancelled.isEmpty()
                && (cancelled.contains(request.getRequestId())
                        || (request.getJobId() != null && cancelled.contains(request.getJobId())));
    }

    private void follow() {
        try (consumer) {
            while (!closing) {
                takeOrWait();
            }
        } catch (WakeupException e) {
            if (!closing) {
                throw e;
            }
        }
    }

    /** Static stability: with the topic out of reach, what is known so far goes on to count. */
    private void takeOrWait() {
        try {
            take();
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("can't read cancellations; trying again");
        }
    }

    private void take() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            if (record.key() == null) {
                continue;
            }
            String id = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
                cancelled.remove(id);
            } else {
                cancelled.add(id);
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
