package io.tieline.dispatcher;

import io.tieline.dispatcher.budget.Budgets;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Spend;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows what tenants have spent and tells {@link Budgets} of it. */
final class SpendTable implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpendTable.class);
    private static final Duration POLL = Duration.ofMillis(200);

    /** How the keys of tenants' sums begin: the many others needn't be read. */
    private static final String TENANT = "tenant/";

    private final AvroSerdes serdes;
    private final Budgets budgets;
    private final InstantSource clock;
    private final CompactedTopic topic;

    /**
     * Reads what is there already, and goes on following in a thread of its own.
     *
     * @throws IllegalStateException if it can't be read: a dispatcher that doesn't know what is spent must not spend more
     */
    SpendTable(Consumer<byte[], byte[]> consumer, AvroSerdes serdes, Budgets budgets, InstantSource clock) {
        this.serdes = serdes;
        this.budgets = budgets;
        this.clock = clock;
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
        String key = new String(record.key(), StandardCharsets.UTF_8);
        // What is taken out of the table is so old that nobody asks for it.
        if (record.value() == null || !key.startsWith(TENANT)) {
            return;
        }
        switch (serdes.decode(Topics.SPEND, record.value())) {
            case Decoded.Value<Spend>(Spend spend) -> budgets.heard(spend, clock.instant());
            case Decoded.Undecodable<Spend>(String reason) -> passOver(key, reason);
            case Decoded.RegistryAway<Spend>(String reason) -> passOver(key, reason);
        }
    }

    private static void passOver(String key, String reason) {
        LOG.atWarn()
                .addKeyValue("key", key)
                .addKeyValue("reason", reason)
                .log("a sum of what was spent can't be read; the last one that could goes on to count");
    }

    @Override
    public void close() {
        topic.close();
    }
}
