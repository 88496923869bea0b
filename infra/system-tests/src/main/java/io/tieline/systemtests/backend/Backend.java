package io.tieline.systemtests.backend;

import io.tieline.platform.KafkaConnection;
import io.tieline.testing.proxy.TcpProxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All parts of Tieline, running, and the simulated providers, which nothing harms: they are what the truth is read from. */
public interface Backend extends AutoCloseable {
    /** What it consists of, for people to read. */
    String inWords();

    List<Part> brokers();

    List<ChangeablePart> dispatchers();

    /** The broker whose disk can be filled, if there is one among several. */
    default Optional<DiskPart> brokerWithSmallDisk() {
        return Optional.empty();
    }

    Part healthStream();

    Part gateway();

    Part registry();

    /** How those who watch reach Kafka: past every proxy. */
    KafkaConnection kafka();

    URI registryUrl();

    URI gatewayUrl();

    /** Ends with a slash; {@code faults} and {@code calls} are below it. */
    URI simulatorAdmin();

    /** Proxies in connections that can be harmed, by name, such as {@link #KAFKA_OF_FIRST}. */
    Map<String, List<TcpProxy>> links();

    /** Logs of the services, those of parts that have ended included. */
    List<Path> logs();

    /** From the first dispatcher to Kafka. */
    String KAFKA_OF_FIRST = "dispatcher-1 to Kafka";

    /** From the first dispatcher to the providers. */
    String PROVIDERS_OF_FIRST = "dispatcher-1 to the providers";

    /** From all dispatchers to the registry. */
    String REGISTRY = "dispatchers to the registry";

    /** All that can be killed. */
    default List<Part> parts() {
        List<Part> all = new ArrayList<>(brokers());
        all.addAll(dispatchers());
        all.add(healthStream());
        all.add(gateway());
        all.add(registry());
        return all;
    }

    @Override
    void close();
}
