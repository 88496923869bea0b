package io.tieline.health.stream;

import io.tieline.health.measure.Measurements;
import io.tieline.schemas.Topics;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Two steps. The judge has a task for each partition of the attempts and tells of single endpoints: this is what
 * dispatchers steer by, so nothing stands between an attempt and the table. The board is one task that all endpoints come
 * together in: it adds them up by provider and failure domain, remembers what changed, and answers queries.
 *
 * <p>The names are part of what is stored in Kafka: keep them.
 */
public final class HealthTopology {
    static final String JUDGE_STORE = "endpoint-health";
    public static final String BOARD_STORE = "health-board";
    public static final String HISTORY_STORE = "health-history";

    private static final Serde<byte[]> BYTES = Serdes.ByteArray();
    private static final Serde<String> TEXT = Serdes.String();

    private HealthTopology() {}

    public static Topology build(HealthCodecs codecs, Counters counters) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(store(JUDGE_STORE));
        builder.addStateStore(store(BOARD_STORE));
        builder.addStateStore(store(HISTORY_STORE));
        // A new job needs the last minutes and nothing older: that is all that its windows can hold.
        Consumed<byte[], byte[]> fromRecently = Consumed.with(BYTES, BYTES)
                .withName("attempts-and-claims")
                .withOffsetResetPolicy(AutoOffsetReset.byDuration(Measurements.FIVE_MINUTES));
        KStream<String, Judged> judged = builder.stream(
                        List.of(Topics.ATTEMPTS.name(), Topics.PROBE_CLAIMS.name()), fromRecently)
                .process(() -> new JudgeProcessor(codecs, counters), Named.as("judge"), JUDGE_STORE);
        judged.filter((_, each) -> each instanceof Judged.Unreadable, Named.as("unreadable"))
                .mapValues(HealthTopology::letter, Named.as("letter"))
                .to(Topics.ATTEMPTS_DEAD_LETTERS.name(), to("dead-letters"));
        KStream<String, Judged> known =
                judged.filterNot((_, each) -> each instanceof Judged.Unreadable, Named.as("known"));
        known.mapValues(HealthTopology::health, Named.as("health"))
                .to(Topics.PROVIDER_HEALTH.name(), to("provider-health"));
        known.mapValues(HealthTopology::state, Named.as("state"))
                .repartition(Repartitioned.with(TEXT, BYTES).withName("board").withNumberOfPartitions(1))
                .process(() -> new BoardProcessor(codecs), Named.as("board"), BOARD_STORE, HISTORY_STORE)
                .to(Topics.PROVIDER_HEALTH.name(), to("roll-ups"));
        return builder.build();
    }

    private static StoreBuilder<KeyValueStore<String, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), TEXT, BYTES);
    }

    private static Produced<String, byte[]> to(String name) {
        return Produced.with(TEXT, BYTES).withName(name);
    }

    private static byte[] letter(Judged judged) {
        return judged instanceof Judged.Unreadable(Bytes letter) ? letter.get() : new byte[0];
    }

    /** Null, a tombstone, where the endpoint is forgotten. */
    @SuppressWarnings("NullAway") // Kafka Streams isn't annotated: a null value is what it calls a tombstone.
    private static byte[] health(Judged judged) {
        return judged instanceof Judged.Published(Bytes health, Bytes _) ? health.get() : null;
    }

    @SuppressWarnings("NullAway") // As above.
    private static byte[] state(Judged judged) {
        return judged instanceof Judged.Published(Bytes _, Bytes state) ? state.get() : null;
    }
}
