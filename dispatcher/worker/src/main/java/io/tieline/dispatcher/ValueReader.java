package io.tieline.dispatcher;

import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes the records of a compacted topic for whoever follows it. One that can't be decoded, or not while the registry is
 * away, is passed over with a warning.
 *
 * @param onValue takes what a key stands for now
 * @param onGone takes a key that stands for nothing any more
 * @param loss what it means that a record is passed over, in words
 */
record ValueReader<V extends SpecificRecord>(
        AvroSerdes serdes, Topic<V> topic, OnValue<V> onValue, Consumer<String> onGone, String loss)
        implements Consumer<ConsumerRecord<byte[], byte[]>> {
    private static final Logger LOG = LoggerFactory.getLogger(ValueReader.class);

    /** Takes a value. */
    @FunctionalInterface
    interface OnValue<V> {
        /**
         * Takes it.
         *
         * @param timestamp of its record, milliseconds since the epoch
         */
        void take(String key, V value, long timestamp);
    }

    @Override
    public void accept(ConsumerRecord<byte[], byte[]> record) {
        String key = keyOf(record);
        if (record.value() == null) {
            onGone.accept(key);
            return;
        }
        switch (serdes.decode(topic, record.value())) {
            case Decoded.Value<V>(V value) -> onValue.take(key, value, record.timestamp());
            case Decoded.Undecodable<V>(String reason) -> passOver(key, reason);
            case Decoded.RegistryAway<V>(String reason) -> passOver(key, reason);
        }
    }

    static String keyOf(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    private void passOver(String key, String reason) {
        LOG.atWarn()
                .addKeyValue("topic", topic.name())
                .addKeyValue("key", key)
                .addKeyValue("reason", reason)
                .log(loss);
    }
}
