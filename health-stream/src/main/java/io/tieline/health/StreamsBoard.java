package io.tieline.health;

import io.tieline.health.query.Board;
import io.tieline.health.query.BoardAnswer;
import io.tieline.health.state.EndpointHealth;
import io.tieline.health.state.EndpointHealthCodec;
import io.tieline.health.state.HealthRecords;
import io.tieline.health.state.RollUps;
import io.tieline.health.state.Transition;
import io.tieline.health.stream.HealthTopology;
import io.tieline.schemas.avro.ProviderHealth;
import io.tieline.schemas.avro.Spend;
import io.tieline.schemas.avro.SpendScope;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Answers from the stores of a running job: the one task of the board is here or at another instance. */
final class StreamsBoard implements Board {
    /** The board has one partition: every key leads there. */
    private static final String ANY_KEY = "";

    private final KafkaStreams streams;
    private final SpendBoard spend;
    private final HostInfo self;

    /**
     * Gets ready.
     *
     * @param spend knows of the other job of this instance
     */
    StreamsBoard(KafkaStreams streams, SpendBoard spend, HostInfo self) {
        this.streams = streams;
        this.spend = spend;
        this.self = self;
    }

    @Override
    public boolean isReady() {
        return streams.state() == KafkaStreams.State.RUNNING && spend.isReady();
    }

    @Override
    public BoardAnswer<List<ProviderHealth>> health(Instant now) {
        return read(HealthTopology.BOARD_STORE, stored -> {
            List<EndpointHealth> endpoints = stored.stream()
                    .map(EndpointHealthCodec::decode)
                    .flatMap(Optional::stream)
                    .toList();
            List<ProviderHealth> records = new ArrayList<>();
            endpoints.forEach(endpoint -> records.add(HealthRecords.of(endpoint, now)));
            records.addAll(RollUps.of(endpoints, now).values());
            return records;
        });
    }

    @Override
    public BoardAnswer<List<Transition>> history(Instant since) {
        return read(
                HealthTopology.HISTORY_STORE,
                stored -> stored.stream()
                        .map(Transition::decode)
                        .flatMap(Optional::stream)
                        .filter(transition -> transition.at().isAfter(since))
                        // Stable: those of one millisecond stay in the order of their keys.
                        .sorted(Comparator.comparing(Transition::at))
                        .toList()
                        .reversed());
    }

    @Override
    public BoardAnswer<List<Spend>> spend(SpendScope by, String period) {
        return spend.sums(by, period);
    }

    private <T> BoardAnswer<T> read(String name, Function<List<byte[]>, T> reading) {
        try {
            KeyQueryMetadata owner = streams.queryMetadataForKey(name, ANY_KEY, new StringSerializer());
            if (owner == null || owner.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
                return new BoardAnswer.NotNow<>("the work is being shared out");
            }
            HostInfo host = owner.activeHost();
            return host.equals(self)
                    ? new BoardAnswer.Here<>(reading.apply(values(name)))
                    : new BoardAnswer.Elsewhere<>(URI.create("http://" + host.host() + ":" + host.port()));
        } catch (InvalidStateStoreException | IllegalStateException e) {
            return new BoardAnswer.NotNow<>("the stores can't be read at the moment: " + e.getMessage());
        }
    }

    private List<byte[]> values(String name) {
        ReadOnlyKeyValueStore<String, byte[]> store =
                streams.store(StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.keyValueStore()));
        List<byte[]> values = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> values.add(entry.value));
        }
        return values;
    }
}
