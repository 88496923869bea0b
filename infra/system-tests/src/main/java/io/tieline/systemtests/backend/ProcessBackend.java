package io.tieline.systemtests.backend;

import io.tieline.dev.ConfigFile;
import io.tieline.dev.DemoSimulator;
import io.tieline.embedded.Ports;
import io.tieline.embedded.RegistryProcess;
import io.tieline.gateway.auth.KeyEntry;
import io.tieline.platform.KafkaConnection;
import io.tieline.platform.RegistryConnection;
import io.tieline.sim.ProviderSim;
import io.tieline.testing.proxy.TcpProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * One broker, registry, two dispatchers, health stream and gateway as processes of their own, on 127.0.0.1, and the simulated
 * providers in this process. No container engine is needed.
 */
public final class ProcessBackend implements Backend {
    private static final int DISPATCHERS = 2;
    private static final String HOST = "127.0.0.1";

    /** API key that the gateway takes. */
    public static final String KEY = "dev";

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Path folder;
    private final KafkaConnection kafka;
    private final RegistryPart registry;
    private final URI registryUrl;
    private final ProviderSim simulator;
    private final ProcessPart broker;
    private final List<ProcessPart> dispatchers = new ArrayList<>();
    private final ProcessPart healthStream;
    private final ProcessPart gateway;
    private final URI gatewayUrl;
    private final URI operatorsUrl;
    private final URI healthUrl;
    private final Build firstBuild;
    private final Map<String, List<TcpProxy>> links;
    private final List<Path> logs = new ArrayList<>();

    private ProcessBackend(double speed, Path folder, Build firstBuild) throws IOException {
        this.folder = folder;
        this.firstBuild = firstBuild;
        int registryPort = Ports.free();
        registry = opened(new RegistryPart(
                RegistryProcess.Options.kept(folder.resolve("registry")).withPort(registryPort)));
        registryUrl = URI.create("http://" + HOST + ":" + registryPort + "/apis/registry/v3");
        simulator = opened(DemoSimulator.start(0, speed));
        BrokerPorts ports = BrokerPorts.free();
        TcpProxy toKafka = opened(TcpProxy.to(HOST, ports.proxied()));
        TcpProxy toProviders = opened(TcpProxy.to(HOST, simulator.adminUrl().getPort()));
        TcpProxy toRegistry = opened(TcpProxy.to(HOST, registryPort));
        links = Map.of(
                KAFKA_OF_FIRST, List.of(toKafka),
                PROVIDERS_OF_FIRST, List.of(toProviders),
                REGISTRY, List.of(toRegistry));
        broker = part("broker-1", ports.arguments(folder.resolve("kafka"), toKafka.port()));
        kafka = KafkaConnection.to(HOST + ":" + ports.open());
        registry.start();
        broker.start();
        TopicStep.run(firstBuild, kafka, new RegistryConnection(registryUrl), folder);
        Path direct = catalogue("catalogue.yaml", simulator.adminUrl().getPort());
        Path proxied = catalogue("catalogue-of-the-first.yaml", toProviders.port());
        URI proxiedRegistry = URI.create("http://" + HOST + ":" + toRegistry.port() + "/apis/registry/v3");
        for (int i = 1; i <= DISPATCHERS; i++) {
            boolean first = i == 1;
            String name = "dispatcher-" + i;
            String bootstrap = HOST + ":" + (first ? toKafka.port() : ports.open());
            dispatchers.add(service(name, "dispatcher", bootstrap, proxiedRegistry, first ? proxied : direct));
        }
        healthUrl = freeUrl();
        healthStream = healthStream(direct);
        gatewayUrl = freeUrl();
        operatorsUrl = freeUrl();
        gateway = gateway(direct);
        services().forEach(service -> service.use(firstBuild));
        parts().stream().filter(each -> !each.isRunning()).forEach(ProcessBackend::start);
    }

    /**
     * Starts all; when this returns, topics are there, and the services come.
     *
     * @param speed how much faster the simulated models are than the real ones
     * @param folder empty, where data and logs are kept, also when it is closed
     */
    public static ProcessBackend start(double speed, Path folder) {
        return start(speed, folder, Build.current());
    }

    /**
     * The same with Tieline's own parts, its topics and its schemas from another build, beside which the schemas of this one
     * are registered.
     *
     * @throws IllegalStateException if topics or schemas of this build can't stand beside those of the other
     */
    public static ProcessBackend start(double speed, Path folder, Build firstBuild) {
        try {
            return new ProcessBackend(speed, folder, firstBuild);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI freeUrl() {
        return URI.create("http://" + HOST + ":" + Ports.free());
    }

    private static void start(Part part) {
        try {
            part.start();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + part.name() + " was started", e);
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.push(part);
        return part;
    }

    private ProcessPart part(String name, List<String> mainAndArguments) {
        Path log = folder.resolve(name + ".log");
        logs.add(log);
        return opened(new ProcessPart(name, mainAndArguments, log));
    }

    private Path catalogue(String file, int port) throws IOException {
        return TestCatalogue.write(folder.resolve(file), id -> {
            String path = simulator.baseUrl(id).getPath().replaceFirst("/v1$", "");
            return URI.create("http://" + HOST + ":" + port + path);
        });
    }

    private ProcessPart service(String name, String command, String bootstrap, URI registryAt, Path catalogue)
            throws IOException {
        return service(name, command, bootstrap, registryAt, catalogue, "");
    }

    private ProcessPart service(
            String name, String command, String bootstrap, URI registryAt, Path catalogue, String more)
            throws IOException {
        Path config = Files.writeString(
                folder.resolve(name + ".yaml"),
                """
                kafka:
                  bootstrap-servers: %s
                registry:
                  url: %s
                catalogue: '%s'
                files:
                  folder: '%s'
                dispatcher:
                  worker-id: %s
                """.formatted(bootstrap, registryAt, catalogue, folder.resolve("files"), name) + more);
        return part(name, List.of(Build.CLI, command, "--config", config.toString()));
    }

    private ProcessPart healthStream(Path catalogue) throws IOException {
        return service(
                "health-stream", "health-stream", kafka.bootstrapServers(), registryUrl, catalogue, """
                health:
                  listen: %s
                  state-dir: '%s'
                """.formatted(
                                healthUrl.getAuthority(), stateOf("health-stream")));
    }

    private ProcessPart gateway(Path catalogue) throws IOException {
        Path keys = ConfigFile.writeKey(folder.resolve("keys.yaml"), KeyEntry.hash(KEY), "default");
        return service("gateway", "gateway", kafka.bootstrapServers(), registryUrl, catalogue, """
                gateway:
                  listen: %s
                  operators: %s
                  keys: '%s'
                  state-dir: '%s'
                """.formatted(
                        gatewayUrl.getAuthority(), operatorsUrl.getAuthority(), keys, stateOf("gateway")));
    }

    private Path stateOf(String service) {
        return folder.resolve(service + "-state");
    }

    /** Where the health stream, or the gateway, keeps what comes back from Kafka without it. */
    public Path stateOf(Part service) {
        return stateOf(service.name());
    }

    /** Whether Tieline's parts began with another build than this one. */
    public boolean beganWithOlder() {
        return !firstBuild.equals(Build.current());
    }

    @Override
    public String inWords() {
        return "one broker, registry, " + DISPATCHERS + " dispatchers, health stream and gateway as processes";
    }

    @Override
    public List<Part> brokers() {
        return List.of(broker);
    }

    @Override
    public List<ChangeablePart> dispatchers() {
        return List.copyOf(dispatchers);
    }

    /** Those that can be started with options of the JVM. */
    public List<ProcessPart> processes() {
        return List.copyOf(dispatchers);
    }

    /** Tieline's own. */
    public List<ProcessPart> services() {
        List<ProcessPart> all = new ArrayList<>(dispatchers);
        all.add(healthStream);
        all.add(gateway);
        return all;
    }

    @Override
    public ProcessPart healthStream() {
        return healthStream;
    }

    @Override
    public ProcessPart gateway() {
        return gateway;
    }

    @Override
    public Part registry() {
        return registry;
    }

    @Override
    public KafkaConnection kafka() {
        return kafka;
    }

    @Override
    public URI registryUrl() {
        return registryUrl;
    }

    @Override
    public URI gatewayUrl() {
        return gatewayUrl;
    }

    /** Where operators reach the gateway. */
    public URI operatorsUrl() {
        return operatorsUrl;
    }

    /** Where the health stream is asked. */
    public URI healthUrl() {
        return healthUrl;
    }

    @Override
    public URI simulatorAdmin() {
        return simulator.adminUrl();
    }

    @Override
    public Map<String, List<TcpProxy>> links() {
        return links;
    }

    @Override
    public List<Path> logs() {
        return List.copyOf(logs);
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                System.err.println("a part could not be closed: " + e);
            }
        }
    }
}
