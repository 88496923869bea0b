package io.tieline.dispatcher;

import io.tieline.dispatcher.dispatch.Cancellations;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Follows the topic of cancellations. Only keys are read: a key with a value is cancelled, a key without one no longer.
 * Safe for use by several threads.
 */
final class CancellationView implements Cancellations, AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);

    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
    private final CompactedTopic topic;

    /** Reads what is there already, and goes on following in a thread of its own. */
    CancellationView(Consumer<byte[], byte[]> consumer) {
        topic = new CompactedTopic(consumer, Topics.CANCELLATIONS.name(), POLL, this::take, () -> {});
    }

    @Override
    public boolean covers(InferenceRequest request) {
        return !cancelled.isEmpty()
                && (cancelled.contains(request.getRequestId())
                        || (request.getJobId() != null && cancelled.contains(request.getJobId())));
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        String id = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            cancelled.remove(id);
        } else {
            cancelled.add(id);
        }
    }

    @Override
    public void close() {
        topic.close();
    }
}
