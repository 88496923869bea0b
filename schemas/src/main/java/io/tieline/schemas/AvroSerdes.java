package io.tieline.schemas;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the records of the topics into bytes and back, in the layout of Confluent's and Apicurio's serdes: magic byte 0,
 * 4 bytes with the id of the schema in the registry, Avro binary.
 *
 * <p>The registry is asked and never written to. After {@link #warmUp} it may go away for ever: ids don't change their
 * meaning, so nothing is asked twice. Only records of a schema registered later need it, and are then answered with
 * {@link Decoded.RegistryAway}. Thread-safe, and made for many short-lived threads; share one.
 */
public final class AvroSerdes implements AutoCloseable {
    private static final Duration RETRY_PAUSE = Duration.ofMillis(500);

    private final Registry registry;
    private final WriterSchemas schemas;
    private final Map<Class<?>, RecordCodec<?>> codecs = new ConcurrentHashMap<>();
    private final Map<Class<?>, Integer> ids = new ConcurrentHashMap<>();

    private AvroSerdes(Registry registry) {
        this.registry = registry;
        this.schemas = new WriterSchemas(registry, System::nanoTime);
    }

    /**
     * Serdes on the registry at this address, such as {@code http://registry:8080/apis/registry/v3}. It isn't called yet.
     */
    public static AvroSerdes connect(URI registryUrl) {
        return new AvroSerdes(new Registry(registryUrl));
    }

    /**
     * Learns the schemas of all topics, older versions included, and tries again until the time is over.
     *
     * @throws RegistryException if the registry can't be reached or lacks a schema, and what to do about it
     */
    public void warmUp(Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            try {
                Topics.ALL.forEach(this::learn);
                return;
            } catch (RegistryException e) {
                if (System.nanoTime() + RETRY_PAUSE.toNanos() > end) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static void pause(RegistryException reason) {
        try {
            Thread.sleep(RETRY_PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw reason;
        }
    }

    private void learn(Topic<?> topic) {
        findId(topic, topic.subject());
        for (int id : registry.idsOf(topic.subject())) {
            if (!schemas.isKnown(id)) {
                registry.schema(id).ifPresent(schema -> schemas.remember(id, schema));
            }
        }
    }

    /** Writes the topic's values; null stays null. Needs {@link #warmUp} or the registry. */
    public <V extends SpecificRecord> Serializer<V> serializer(Topic<V> topic) {
        return (name, value) -> value == null ? null : encode(topic, value);
    }

    /**
     * Reads the topic's values; null stays null. Throws {@link SerializationException} for bytes that are no such value,
     * {@link RegistryException} where the registry would have to be asked and is away.
     */
    public <V extends SpecificRecord> Deserializer<V> deserializer(Topic<V> topic) {
        return (name, bytes) -> bytes == null ? null : decodeOrThrow(topic, bytes);
    }

    /** Both of them. */
    public <V extends SpecificRecord> Serde<V> serde(Topic<V> topic) {
        return Serdes.serdeFrom(serializer(topic), deserializer(topic));
    }

    /**
     * Bytes of a value. A topic that is only {@linkplain Topic#named named} otherwise shares the schema of the original.
     *
     * @throws RegistryException if {@link #warmUp} hasn't run and the registry can't tell the schema's id
     */
    public <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value) {
        Integer id = ids.get(topic.valueType());
        return codec(topic).encode(id == null ? findId(topic) : id, value);
    }

    /** The value in these bytes of a record of the topic, or why there is none. Never throws for what they hold. */
    public <V extends SpecificRecord> Decoded<V> decode(Topic<V> topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return new Decoded.Undecodable<>("the record has no value");
        }
        if (bytes.length < RecordCodec.HEADER_BYTES) {
            return new Decoded.Undecodable<>("the value has " + bytes.length + " bytes, " + RecordCodec.HEADER_BYTES
                    + " are the least: magic byte 0 and 4 bytes with the id of the schema");
        }
        if (bytes[0] != RecordCodec.MAGIC) {
            return new Decoded.Undecodable<>(
                    String.format("the value starts with byte 0x%02x, allowed: magic byte 0x00", bytes[0]));
        }
        int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
        WriterSchemas.Found found = schemas.byId(id);
        if (found instanceof WriterSchemas.Known known) {
            return decode(topic, id, known.schema(), bytes);
        }
        if (found instanceof WriterSchemas.Away away) {
            return new Decoded.RegistryAway<>(away.reason());
        }
        return new Decoded.Undecodable<>("the registry has no schema with id " + id);
    }

    private <V extends SpecificRecord> Decoded<V> decode(Topic<V> topic, int id, Schema writer, byte[] bytes) {
        RecordCodec<V> codec = codec(topic);
        String expected = codec.schema().getFullName();
        if (writer.getType() != Schema.Type.RECORD || !writer.getFullName().equals(expected)) {
            return new Decoded.Undecodable<>(
                    "schema id " + id + " is " + writer.getFullName() + ", but " + topic.name() + " holds " + expected);
        }
        try {
            return new Decoded.Value<>(codec.decode(id, writer, bytes));
        } catch (IOException | RuntimeException e) {
            return new Decoded.Undecodable<>(
                    "the value is no " + expected + " of schema id " + id + ": " + e.getMessage());
        }
    }

    private <V extends SpecificRecord> V decodeOrThrow(Topic<V> topic, byte[] bytes) {
        Decoded<V> decoded = decode(topic, bytes);
        if (decoded instanceof Decoded.Value<V> value) {
            return value.value();
        }
        if (decoded instanceof Decoded.RegistryAway<V> away) {
            throw new RegistryException(away.reason(), null);
        }
        throw new SerializationException(topic.name() + ": " + ((Decoded.Undecodable<V>) decoded).reason());
    }

    private int findId(Topic<?> topic) {
        List<String> subjects = Topics.ALL.stream()
                .filter(original -> original.valueType().equals(topic.valueType()))
                .map(Topic::subject)
                .toList();
        return findId(topic, subjects.isEmpty() ? topic.subject() : subjects.get(0));
    }

    private int findId(Topic<?> topic, String subject) {
        Schema schema = codec(topic).schema();
        OptionalInt id = registry.idOf(subject, schema);
        if (id.isEmpty()) {
            throw new RegistryException(
                    "the schema of topic " + topic.name() + " is not registered as " + subject + " in the registry at "
                            + registry.url() + ": run `tieline topics create`",
                    null);
        }
        schemas.remember(id.getAsInt(), schema);
        ids.put(topic.valueType(), id.getAsInt());
        return id.getAsInt();
    }

    // A codec is only ever stored under the type that it was made for.
    @SuppressWarnings("unchecked")
    private <V extends SpecificRecord> RecordCodec<V> codec(Topic<V> topic) {
        RecordCodec<?> codec = codecs.computeIfAbsent(topic.valueType(), type -> new RecordCodec<>(topic.valueType()));
        return (RecordCodec<V>) Objects.requireNonNull(codec);
    }

    /** Nothing is held open; here so that users needn't know. */
    @Override
    public void close() {}
}
