package io.tieline.gateway;

import io.tieline.platform.KafkaConnection;
import io.tieline.platform.RegistryConnection;
import io.tieline.routing.Catalogue;
import java.util.function.Supplier;

/** The service: all of it in one process. Thread-safe. */
@SuppressWarnings("DoNotCallSuggester")
public final class Gateway implements AutoCloseable {
    private Gateway() {}

    /**
     * Starts it and waits until it answers.
     *
     * @param catalogue the one in force, asked again for each answer that names routes or models
     * @throws RuntimeException if a part doesn't start; what was started is closed again
     */
    public static Gateway start(
            GatewayConfig config, KafkaConnection kafka, RegistryConnection registry, Supplier<Catalogue> catalogue) {
        throw new UnsupportedOperationException("not wired yet");
    }

    /** Where callers reach it. */
    public int port() {
        throw new UnsupportedOperationException("not wired yet");
    }

    @Override
    public void close() {}
}
