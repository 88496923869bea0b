package io.tieline.gateway.jobs;

import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topic;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/** Turns the values of topics into bytes and back. Thread-safe. */
interface RecordBytes {
    <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value);

    <V extends SpecificRecord> Decoded<V> decode(Topic<V> topic, byte @Nullable [] bytes);

    static RecordBytes of(AvroSerdes serdes) {
        return new RecordBytes() {
            @Override
            public <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value) {
                return serdes.encode(topic, value);
            }

            @Override
            public <V extends SpecificRecord> Decoded<V> decode(Topic<V> topic, byte @Nullable [] bytes) {
                return serdes.decode(topic, bytes);
            }
        };
    }

    /**
     * The value in bytes that this broker has written itself.
     *
     * @throws IllegalStateException if they are no such value, or the registry would have to be asked and is away
     */
    default <V extends SpecificRecord> V own(Topic<V> topic, byte[] bytes) {
        return switch (decode(topic, bytes)) {
            case Decoded.Value<V>(V value) -> value;
            case Decoded.RegistryAway<V>(String reason) ->
                throw new IllegalStateException("a record of " + topic.name() + " waits for the registry: " + reason);
            case Decoded.Undecodable<V>(String reason) ->
                throw new IllegalStateException("a record of " + topic.name() + " can't be read: " + reason);
        };
    }

    /** The same for a store; null stays null. */
    default <V extends SpecificRecord> Serde<V> serde(Topic<V> topic) {
        return Serdes.serdeFrom(
                (_, value) -> value == null ? null : encode(topic, value),
                (_, bytes) -> bytes == null ? null : own(topic, bytes));
    }
}
