package io.tieline.systemtests.backend;

import io.tieline.platform.KafkaConnection;
import java.net.URI;
import java.util.List;

/** The whole system, running. Closing ends all its parts. Used by one thread. */
public interface Backend extends AutoCloseable {
    /** Kafka's brokers, each a controller too. */
    List<Part> brokers();

    List<Part> dispatchers();

    Part healthStream();

    Part gateway();

    /** The schema registry. */
    Part registry();

    /** How the test reaches Kafka. */
    KafkaConnection kafka();

    /** Such as {@code http://127.0.0.1:8081/apis/registry/v3}. */
    URI registryUrl();

    /** Such as {@code http://127.0.0.1:8080}. */
    URI gatewayUrl();

    /** Where the simulated providers are asked for their calls and told of faults; ends with a slash. */
    URI simulatorAdmin();

    @Override
    void close();
}
