package io.tieline.systemtests.containers;

import com.github.dockerjava.api.exception.NotFoundException;
import io.tieline.platform.KafkaConnection;
import io.tieline.platform.RegistryConnection;
import io.tieline.platform.TopicSettings;
import io.tieline.platform.TopicSetup;
import io.tieline.systemtests.backend.Backend;
import io.tieline.systemtests.backend.Part;
import io.tieline.testing.proxy.TcpProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.lifecycle.Startables;

/**
 * The whole system, each process in a container: three Kafka brokers with three copies of everything, the schema registry,
 * two dispatchers, the health stream, a gateway and the provider simulator, on the loopback address of this machine.
 */
public final class ContainerFleet implements Backend {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration STEP_PATIENCE = Duration.ofSeconds(60);
    private static final int CONNECT_MILLIS = 1_000;
    private static final List<String> BROKERS = List.of("kafka-1", "kafka-2", "kafka-3");
    private static final List<String> DISPATCHERS = List.of("dispatcher-1", "dispatcher-2");
    private static final String TEST = "test";
    private static final String REGISTRY = "registry";
    private static final String SIMULATOR = "simulator";
    private static final String HEALTH = "health-stream";
    private static final String GATEWAY = "gateway";

    private final String files = "tieline-files-" + UUID.randomUUID();
    private final KafkaSettings kafkaSettings = new KafkaSettings(
            BROKERS,
            Stream.concat(DISPATCHERS.stream(), Stream.of(HEALTH, GATEWAY, TEST))
                    .toList());
    private final ProxiedLinks proxies;
    private final Addresses addresses;
    private final ContainerMaker maker;
    private final List<ContainerPart> parts = new ArrayList<>();
    private final List<ContainerPart> brokers;
    private final ContainerPart registry;
    private final ContainerPart simulator;
    private final List<ContainerPart> dispatchers;
    private final ContainerPart healthStream;
    private final ContainerPart gateway;

    /**
     * How it is set up.
     *
     * @param folder empty; configuration is written there
     * @param links what lies between the parts; closed with the fleet
     * @param speed divides the latencies of the simulated models
     * @param brokerDiskMebibytes size of each broker's disk, which is memory then and lost when the broker ends; 0: a real
     *     disk that lasts
     */
    public record Options(Path folder, ProxiedLinks links, double speed, int brokerDiskMebibytes) {
        /** Models ten times as fast as real ones, real disks. */
        public static Options of(Path folder) {
            return new Options(folder, new ProxiedLinks(), 10, 0);
        }

        public Options withSpeed(double newSpeed) {
            return new Options(folder, links, newSpeed, brokerDiskMebibytes);
        }

        public Options withBrokerDisk(int mebibytes) {
            return new Options(folder, links, speed, mebibytes);
        }
    }

    private ContainerFleet(Options options) throws IOException {
        List<String> listeners = new ArrayList<>(kafkaSettings.listeners());
        listeners.addAll(List.of(REGISTRY, REGISTRY + "/management", SIMULATOR, HEALTH, GATEWAY));
        proxies = options.links();
        addresses = new Addresses(listeners, proxies);
        maker = new ContainerMaker(addresses, files);
        brokers = BROKERS.stream().map(name -> broker(name, options)).toList();
        registry = new ContainerPart(REGISTRY, maker.registry(), () -> answers(registryUrl() + "/system/info"));
        simulator = ContainerPart.checked(SIMULATOR, maker.simulator(options.speed()));
        parts.addAll(brokers);
        parts.addAll(List.of(registry, simulator));
        List<ContainerPart> workers = new ArrayList<>();
        for (String name : DISPATCHERS) {
            workers.add(service(name, "dispatcher", options));
        }
        dispatchers = List.copyOf(workers);
        healthStream = service(HEALTH, HEALTH, options);
        gateway = service(GATEWAY, GATEWAY, options);
    }

    private ContainerPart broker(String name, Options options) {
        GenericContainer<?> container = maker.broker(kafkaSettings.of(name, addresses), options.brokerDiskMebibytes());
        return new ContainerPart(name, container, () -> accepts(addresses.port(name + "/" + TEST)));
    }

    private ContainerPart service(String name, String command, Options options) throws IOException {
        Path config = ServiceConfig.write(options.folder(), name, kafkaSettings.bootstrap(name, addresses), addresses);
        ContainerPart part = ContainerPart.checked(name, maker.service(name, command, config));
        parts.add(part);
        return part;
    }

    /**
     * Starts it; when this returns, all of it takes work.
     *
     * @throws IllegalStateException if a part doesn't start, with the end of its log; nothing is left running then
     */
    public static ContainerFleet start(Options options) {
        ContainerFleet fleet = null;
        try {
            fleet = new ContainerFleet(options);
            fleet.startAll();
            return fleet;
        } catch (IOException e) {
            throw new IllegalStateException("the configuration can't be written", e);
        } catch (RuntimeException | Error e) {
            if (fleet != null) {
                fleet.close();
            }
            throw e;
        }
    }

    private void startAll() {
        List<ContainerPart> first = new ArrayList<>(brokers);
        first.addAll(List.of(registry, simulator));
        launch(first);
        TopicSetup.run(
                kafka(), new RegistryConnection(registryUrl()), new TopicSettings(4, 3, List.of()), STEP_PATIENCE);
        List<ContainerPart> second = new ArrayList<>(dispatchers);
        second.addAll(List.of(healthStream, gateway));
        launch(second);
    }

    private static void launch(List<ContainerPart> some) {
        Startables.deepStart(some.stream().map(ContainerPart::container)).join();
        for (ContainerPart part : some) {
            try {
                Awaitility.await().atMost(PATIENCE).until(part::isReady);
            } catch (ConditionTimeoutException e) {
                throw new IllegalStateException("a part doesn't get ready, " + part.log(), e);
            }
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean answers(String url) {
        try {
            var connection = URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(CONNECT_MILLIS);
            connection.getInputStream().close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** All of it, the simulator included. */
    public List<ContainerPart> all() {
        return List.copyOf(parts);
    }

    @Override
    public String inWords() {
        return "three brokers, registry, " + DISPATCHERS.size()
                + " dispatchers, health stream, gateway and simulator in containers";
    }

    @Override
    public Map<String, List<TcpProxy>> links() {
        return proxies.byName();
    }

    /** Containers keep their logs to themselves. */
    @Override
    public List<Path> logs() {
        return List.of();
    }

    @Override
    public List<Part> brokers() {
        return List.copyOf(brokers);
    }

    @Override
    public List<Part> dispatchers() {
        return List.copyOf(dispatchers);
    }

    /** The same as containers. */
    List<ContainerPart> workers() {
        return dispatchers;
    }

    @Override
    public ContainerPart healthStream() {
        return healthStream;
    }

    @Override
    public ContainerPart gateway() {
        return gateway;
    }

    @Override
    public Part registry() {
        return registry;
    }

    @Override
    public KafkaConnection kafka() {
        return KafkaConnection.to(kafkaSettings.bootstrap(TEST, addresses));
    }

    @Override
    public URI registryUrl() {
        return URI.create("http://" + addresses.seen(TEST, REGISTRY) + "/apis/registry/v3");
    }

    @Override
    public URI gatewayUrl() {
        return URI.create("http://" + addresses.seen(TEST, GATEWAY));
    }

    @Override
    public URI simulatorAdmin() {
        return URI.create("http://" + addresses.seen(TEST, SIMULATOR) + "/admin/");
    }

    /** The end of what each part has said. */
    public String lastWords() {
        return String.join("\n\n", parts.stream().map(ContainerPart::log).toList());
    }

    @Override
    public void close() {
        proxies.close();
        parts.reversed().parallelStream().forEach(part -> part.container().stop());
        try {
            DockerClientFactory.lazyClient().removeVolumeCmd(files).exec();
        } catch (NotFoundException e) {
            // No service has come so far as to need it.
        }
    }
}
