package io.tieline.health.stream;

import io.tieline.health.spend.Spending;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Spend;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.Stores;

/**
 * What is spent: an attempt becomes a part of each sum that it belongs to, the parts of a sum come together by their key, and
 * the sums are the table.
 *
 * <p>The store has a cache. It is what keeps a busy key from being written with every attempt: a sum goes to the changelog and
 * to the table when the job commits, once however often it changed since. With exactly-once commits both are part of the same
 * transaction as the offsets, so a crash repeats nothing that counts.
 *
 * <p>Every instance follows the table as well, with the sums of the others, so each can answer for all.
 *
 * <p>The names are part of what is stored in Kafka: keep them.
 */
public final class SpendTopology {
    static final String STORE = "spend";
    public static final String TABLE_STORE = "spend-table";

    private SpendTopology() {}

    public static Topology build(SpendCodecs codecs, Counters counters) {
        Serde<String> text = Serdes.String();
        Serde<byte[]> bytes = Serdes.ByteArray();
        Serde<Spend> spend = codecs.spend();
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(Topics.ATTEMPTS.name(), Consumed.with(bytes, bytes).withName("attempts"))
                .process(() -> new SpendingProcessor(codecs, counters), Named.as("spending"))
                .repartition(Repartitioned.with(text, spend).withName("parts"))
                .groupByKey(Grouped.with("sums", text, spend))
                .reduce(
                        Spending::sum,
                        Named.as("sum"),
                        Materialized.<String, Spend>as(Stores.persistentTimestampedKeyValueStore(STORE))
                                .withKeySerde(text)
                                .withValueSerde(spend)
                                .withCachingEnabled())
                .toStream(Named.as("changes"))
                .process(ForgettingProcessor::new, Named.as("forgetting"), STORE)
                .to(Topics.SPEND.name(), Produced.with(text, spend).withName("sums-table"));
        builder.globalTable(
                Topics.SPEND.name(),
                Consumed.with(text, bytes).withName("table"),
                Materialized.<String, byte[]>as(Stores.persistentTimestampedKeyValueStore(TABLE_STORE))
                        .withKeySerde(text)
                        .withValueSerde(bytes));
        return builder.build();
    }
}
