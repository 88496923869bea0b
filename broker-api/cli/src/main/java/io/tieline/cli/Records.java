package io.tieline.cli;

import io.tieline.platform.KafkaConnection;
import io.tieline.schemas.AvroSerdes;
import java.time.Duration;

/**
 * What an operator reads and writes of the broker's topics.
 *
 * @param serdes warmed up
 */
record Records(KafkaConnection kafka, AvroSerdes serdes) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * Connects.
     *
     * @throws IllegalStateException if Kafka or the registry can't be reached, with what to do about it
     */
    static Records connect(TielineConfig settings) throws InterruptedException {
        Connecting.requireListeners(settings.client().build());
        AvroSerdes serdes = AvroSerdes.connect(settings.registry().url());
        serdes.warmUp(PATIENCE);
        return new Records(settings.kafka(), serdes);
    }

    @Override
    public void close() {
        serdes.close();
    }
}
