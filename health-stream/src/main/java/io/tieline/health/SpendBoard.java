package io.tieline.health;

import io.tieline.health.query.BoardAnswer;
import io.tieline.health.spend.Spending;
import io.tieline.health.stream.SpendTopology;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Spend;
import io.tieline.schemas.avro.SpendScope;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/** Answers from the table of what was spent, which every instance has the whole of. */
final class SpendBoard {
    private final KafkaStreams streams;
    private final AvroSerdes serdes;

    SpendBoard(KafkaStreams streams, AvroSerdes serdes) {
        this.streams = streams;
        this.serdes = serdes;
    }

    boolean isReady() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /**
     * The sums of a scope and a period.
     *
     * @param period empty for jobs
     */
    BoardAnswer<List<Spend>> sums(SpendScope by, String period) {
        try {
            return new BoardAnswer.Here<>(read(by, period));
        } catch (InvalidStateStoreException | IllegalStateException e) {
            return new BoardAnswer.NotNow<>(
                    "the table of what was spent can't be read at the moment: " + e.getMessage());
        }
    }

    private List<Spend> read(SpendScope by, String period) {
        ReadOnlyKeyValueStore<String, ValueAndTimestamp<byte[]>> table =
                streams.store(StoreQueryParameters.fromNameAndType(
                        SpendTopology.TABLE_STORE, QueryableStoreTypes.timestampedKeyValueStore()));
        List<Spend> sums = new ArrayList<>();
        try (KeyValueIterator<String, ValueAndTimestamp<byte[]>> all =
                table.prefixScan(Spending.prefix(by), new StringSerializer())) {
            while (all.hasNext()) {
                var each = all.next();
                // Names may hold slashes: the key only tells which values are worth a look.
                if (each.key.endsWith(period)
                        && serdes.decode(Topics.SPEND, each.value.value()) instanceof Decoded.Value<Spend>(Spend spend)
                        && spend.getScope() == by
                        && spend.getPeriod().equals(period)) {
                    sums.add(spend);
                }
            }
        }
        return sums;
    }
}
