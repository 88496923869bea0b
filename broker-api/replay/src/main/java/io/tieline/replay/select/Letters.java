package io.tieline.replay.select;

import io.tieline.platform.KafkaConnection;
import io.tieline.schemas.AvroSerdes;
import java.util.function.Consumer;

/** Requests that stand in topics. Implementations are thread-safe. */
@FunctionalInterface
public interface Letters {
    /**
     * Hands over what the selection takes, in the order of each partition; returns once the source has been read to where it
     * ended when this began.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka or the registry is away
     */
    void select(Selection selection, Consumer<Found> taker);

    /** Those of this Kafka, each time with a consumer of its own. */
    static Letters in(KafkaConnection kafka, AvroSerdes serdes) {
        return (selection, taker) -> {
            try (Reader reader = Reader.open(kafka, serdes)) {
                reader.select(selection, taker);
            }
        };
    }
}
