package io.tieline.health;

import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.ProviderHealth;
import java.time.Duration;
import java.util.function.Function;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Attempts in, health table out, one store between them. The names are part of what is stored in Kafka: keep them. */
final class HealthTopology {
    static final String STORE = "endpoint-health";
    private static final String SOURCE = "attempts";
    private static final String PROCESSOR = "measure";
    private static final String SINK = "provider-health";

    /**
     * How values are read and written. The topology moves bytes, so that no value can stop the stream.
     *
     * @param health throws where the record can't be encoded now
     */
    record Codecs(Function<byte[], Decoded<Attempt>> attempts, Function<ProviderHealth, byte[]> health) {}

    private HealthTopology() {}

    static Topology build(Codecs codecs, Counters counters) {
        StoreBuilder<KeyValueStore<String, byte[]>> store =
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray());
        // A new job needs the last minute and nothing older: that is all its windows can hold.
        Duration memory = EndpointWindow.BUCKET.multipliedBy(EndpointWindow.BUCKETS);
        return new Topology()
                .addSource(
                        AutoOffsetReset.byDuration(memory),
                        SOURCE,
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Topics.ATTEMPTS.name())
                .addProcessor(PROCESSOR, () -> new HealthProcessor(codecs, counters), SOURCE)
                .addStateStore(store, PROCESSOR)
                .addSink(
                        SINK,
                        Topics.PROVIDER_HEALTH.name(),
                        new StringSerializer(),
                        new ByteArraySerializer(),
                        PROCESSOR);
    }
}
