package io.tieline.dispatcher;

import io.tieline.dispatcher.budget.Budgets;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Spend;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/** Follows what tenants have spent and tells {@link Budgets} of it. */
final class SpendTable implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    /** How the keys of tenants' sums begin: the many others needn't be read. */
    private static final String TENANT = "tenant/";

    private final ValueReader<Spend> reader;
    private final CompactedTopic topic;

    /**
     * Reads what is there already, and goes on following in a thread of its own.
     *
     * @throws IllegalStateException if it can't be read: a dispatcher that doesn't know what is spent must not spend more
     */
    SpendTable(Consumer<byte[], byte[]> consumer, AvroSerdes serdes, Budgets budgets, InstantSource clock) {
        this.reader = new ValueReader<>(
                serdes,
                Topics.SPEND,
                (_, spend, _) -> budgets.heard(spend, clock.instant()),
                // What is taken out of the table is so old that nobody asks for it.
                _ -> {},
                "a sum of what was spent can't be read; the last one that could goes on to count");
        try {
            this.topic = new CompactedTopic(consumer, Topics.SPEND.name(), POLL, this::take, () -> {});
        } catch (KafkaException e) {
            throw new IllegalStateException(
                    "can't read " + Topics.SPEND.name() + ", without which budgets can't be kept: " + e.getMessage()
                            + "; 'tieline topics create' makes it, and this dispatcher must have the right to read it",
                    e);
        }
        budgets.started();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (ValueReader.keyOf(record).startsWith(TENANT)) {
            reader.accept(record);
        }
    }

    @Override
    public void close() {
        topic.close();
    }
}
