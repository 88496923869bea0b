package io.tieline.dispatcher;

import io.tieline.dispatcher.dispatch.Recalls;
import io.tieline.schemas.Topics;
import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Follows the topic of cancellations and tells {@link Recalls}. Only keys are read: a key with a value is cancelled, a key
 * without one no longer.
 */
final class CancellationView implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Recalls recalls;
    private final CompactedTopic topic;

    /** Reads what is there already, and goes on following in a thread of its own. */
    CancellationView(Consumer<byte[], byte[]> consumer, Recalls recalls) {
        this.recalls = recalls;
        topic = new CompactedTopic(consumer, Topics.CANCELLATIONS.name(), POLL, this::take, () -> {});
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        String key = ValueReader.keyOf(record);
        if (record.value() == null) {
            recalls.restored(key);
        } else {
            recalls.takenBack(key);
        }
    }

    @Override
    public void close() {
        topic.close();
    }
}
