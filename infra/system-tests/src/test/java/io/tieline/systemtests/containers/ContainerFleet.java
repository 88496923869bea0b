package io.tieline.systemtests.containers;

import com.github.dockerjava.api.exception.NotFoundException;
import io.tieline.platform.KafkaConnection;
import io.tieline.platform.RegistryConnection;
import io.tieline.platform.TopicSettings;
import io.tieline.platform.TopicSetup;
import io.tieline.systemtests.backend.Backend;
import io.tieline.systemtests.backend.ChangeablePart;
import io.tieline.systemtests.backend.DiskPart;
import io.tieline.systemtests.backend.Part;
import io.tieline.testing.proxy.TcpProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.lifecycle.Startables;

/**
 * The whole system, each process in a container: three Kafka brokers with three copies of everything, the schema registry,
 * two dispatchers, the health stream, a gateway and the provider simulator, on the loopback address of this machine.
 */
public final class ContainerFleet implements Backend {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration STEP_PATIENCE = Duration.ofSeconds(60);
    /** How much faster the simulated models are than the real ones. */
    private static final double SPEED = 10;

    private static final List<String> BROKERS = List.of("kafka-1", "kafka-2", "kafka-3");
    private static final List<String> DISPATCHERS = List.of("dispatcher-1", "dispatcher-2");
    private static final String BROKER_WITH_SMALL_DISK = "kafka-3";
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
    private final ProxiedLinks proxies = new ProxiedLinks();
    private final Path folder;
    private final SmallDisk smallDisk = new SmallDisk();
    private final Addresses addresses;
    private final ContainerMaker maker;
    private final List<ContainerPart> parts = new ArrayList<>();
    private final List<ContainerPart> brokers;
    private final ContainerPart registry;
    private final ContainerPart simulator;
    private final List<ServiceContainer> dispatchers;
    private final ContainerPart healthStream;
    private final ContainerPart gateway;

    private ContainerFleet(Path folder) throws IOException {
        List<String> listeners = new ArrayList<>(kafkaSettings.listeners());
        listeners.addAll(List.of(REGISTRY, REGISTRY + "/management", SIMULATOR, HEALTH, GATEWAY));
        this.folder = folder;
        addresses = new Addresses(listeners, proxies);
        maker = new ContainerMaker(addresses, files);
        brokers = BROKERS.stream().map(this::broker).toList();
        registry = new ContainerPart(REGISTRY, maker.registry(), () -> Reach.answers(registryUrl() + "/system/info"));
        simulator = ContainerPart.checked(SIMULATOR, maker.simulator(SPEED));
        parts.addAll(brokers);
        parts.addAll(List.of(registry, simulator));
        List<ServiceContainer> workers = new ArrayList<>();
        for (String name : DISPATCHERS) {
            workers.add(service(name, "dispatcher"));
        }
        dispatchers = List.copyOf(workers);
        healthStream = service(HEALTH, HEALTH);
        gateway = service(GATEWAY, GATEWAY);
    }

    private ContainerPart broker(String name) {
        Map<String, String> settings = kafkaSettings.of(name, addresses);
        BooleanSupplier ready = () -> Reach.accepts(addresses.port(name + "/" + TEST));
        return name.equals(BROKER_WITH_SMALL_DISK)
                ? new SmallDiskBroker(name, maker.broker(settings, smallDisk), ready, smallDisk)
                : new ContainerPart(name, maker.broker(settings), ready);
    }

    private ServiceContainer service(String name, String command) throws IOException {
        Path config = ServiceConfig.write(folder, name, kafkaSettings.bootstrap(name, addresses), addresses);
        ServiceContainer part = new ServiceContainer(name, maker.service(name, command, config), config);
        parts.add(part);
        return part;
    }

    /**
     * Starts it; when this returns, all of it takes work.
     *
     * @param folder empty; configuration and logs are written there
     * @throws IllegalStateException if a part doesn't start, with the end of its log; nothing is left running then
     */
    public static ContainerFleet start(Path folder) {
        ContainerFleet fleet = null;
        try {
            fleet = new ContainerFleet(folder);
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
        smallDisk.keep();
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

    /** Written from what the engine keeps, up to now; the providers' own isn't among them. */
    @Override
    public List<Path> logs() {
        List<Path> logs = new ArrayList<>();
        try {
            for (ContainerPart part : parts) {
                if (!part.equals(simulator)) {
                    logs.add(part.writeLog(folder));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return logs;
    }

    @Override
    public List<Part> brokers() {
        return List.copyOf(brokers);
    }

    @Override
    public List<ChangeablePart> dispatchers() {
        return List.copyOf(dispatchers);
    }

    @Override
    public Optional<DiskPart> brokerWithSmallDisk() {
        return brokers.stream()
                .filter(DiskPart.class::isInstance)
                .map(DiskPart.class::cast)
                .findFirst();
    }

    /** The same as containers. */
    List<ServiceContainer> workers() {
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
        smallDisk.close();
        try {
            DockerClientFactory.lazyClient().removeVolumeCmd(files).exec();
        } catch (NotFoundException e) {
            // No service has come so far as to need it.
        }
    }
}
