package io.tieline.dev;

import io.tieline.dispatcher.Dispatcher;
import io.tieline.dispatcher.DispatcherConfig;
import io.tieline.dispatcher.catalogue.CatalogueFile;
import io.tieline.dispatcher.catalogue.CatalogueReader;
import io.tieline.dispatcher.provider.HttpCallerConfig;
import io.tieline.dispatcher.provider.HttpProviderCaller;
import io.tieline.dispatcher.provider.Secrets;
import io.tieline.embedded.Directories;
import io.tieline.embedded.EmbeddedKafka;
import io.tieline.embedded.RegistryProcess;
import io.tieline.files.FileStore;
import io.tieline.files.FileStoreConfig;
import io.tieline.health.HealthStream;
import io.tieline.health.HealthStreamConfig;
import io.tieline.platform.KafkaConnection;
import io.tieline.platform.RegistryConnection;
import io.tieline.platform.TopicSettings;
import io.tieline.platform.TopicSetup;
import io.tieline.routing.Catalogue;
import io.tieline.schemas.AvroSerdes;
import io.tieline.sim.ProviderSim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All of Tieline in one process: Kafka, the registry as a child process, topics, simulated providers, a dispatcher,
 * the health stream and, where one is wanted, a gateway. Closing ends all of it, in the opposite order; whatever fails while starting is closed again.
 */
public final class Stack implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

    /** Partitions of each topic. */
    public static final int PARTITIONS = 4;

    /** API key that its gateway takes, for tenant {@code default}. */
    public static final String KEY = "dev";

    private final Closing closing;
    private final KafkaConnection kafka;
    private final URI registry;
    private final AvroSerdes serdes;
    private final ProviderSim simulator;
    private final Catalogue catalogue;
    private final URI healthUrl;
    private final FileStoreConfig files;
    private final Path catalogueFile;
    private final Path configFile;
    private final Optional<ServiceProcess> dispatcherProcess;
    private final Optional<URI> gatewayUrl;
    private final Optional<URI> operatorsUrl;
    private final CompletableFuture<Throwable> failure;

    private Stack(StackOptions options, Closing closing, Consumer<String> progress) throws IOException {
        this.closing = closing;
        Path workDir = workDir(options, closing);
        Optional<Path> kept = options.keptData();
        progress.accept("starting Kafka and the schema registry");
        RegistryStart registryStart = closing.add(new RegistryStart(registryOptions(options, kept)));
        EmbeddedKafka broker = closing.add(EmbeddedKafka.start(kafkaOptions(options, kept)));
        kafka = KafkaConnection.to(broker.bootstrapServers());
        registry = registryStart.await().url();
        progress.accept("creating topics and registering schemas");
        TopicSetup.run(kafka, new RegistryConnection(registry), new TopicSettings(PARTITIONS, 1, List.of()), PATIENCE);
        serdes = closing.add(AvroSerdes.connect(registry));
        serdes.warmUp(PATIENCE);
        progress.accept("starting the simulated providers");
        simulator = closing.add(DemoSimulator.start(options.simulatorPort(), options.speed()));
        catalogue = DemoModels.catalogue(id -> baseUrl(simulator.baseUrl(id)));
        int healthPort = options.healthPort();
        if (options.services()) {
            progress.accept("starting the health stream and the dispatcher");
            healthPort = closing.add(startHealth(options, workDir)).port();
        }
        healthUrl = URI.create("http://127.0.0.1:" + healthPort);
        files = new FileStoreConfig(workDir.resolve("files"), null);
        catalogueFile = ConfigFile.write(workDir.resolve("catalogue.yaml"), catalogue);
        configFile = ConfigFile.write(
                workDir.resolve("tieline.yaml"),
                new ConfigFile.Places(
                        broker.bootstrapServers(), registry, PARTITIONS, healthPort, files.folder(), catalogueFile));
        dispatcherProcess = Optional.of(options.dispatcherCommand())
                .filter(command -> options.services() && !command.isEmpty())
                .map(command -> startProcess(command, workDir));
        failure = options.services() && dispatcherProcess.isEmpty()
                ? startDispatcher().failure()
                : new CompletableFuture<>();
        Optional<EmbeddedGateway> gateway = Optional.ofNullable(options.gatewayPort())
                .map(port -> startGateway(port, options.operatorsPort(), workDir, progress));
        gatewayUrl = gateway.map(EmbeddedGateway::url);
        operatorsUrl = gateway.flatMap(EmbeddedGateway::operatorsUrl);
    }

    /**
     * Starts it; when this returns, requests are taken.
     *
     * @param progress told what is being done, a line at a time
     * @throws IllegalStateException if a port is in use, with the option that names another
     * @throws RuntimeException if a part doesn't start; what was started is closed again
     */
    public static Stack start(StackOptions options, Consumer<String> progress) {
        WantedPort.requireFree(options.ports());
        Directories.deleteAbandoned();
        Closing closing = new Closing();
        CountDownLatch started = new CountDownLatch(1);
        // Ctrl-C and failures end all parts too, and so do they while starting.
        Thread hook = new Thread(() -> stop(closing, started), "stack-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return new Stack(options, closing, progress);
        } catch (IOException e) {
            closing.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            closing.close();
            throw e;
        } finally {
            started.countDown();
        }
    }

    /** A part that is just starting closes itself as soon as it notices: the process must live until then. */
    private static void stop(Closing closing, CountDownLatch started) {
        closing.close();
        try {
            var _ = started.await(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path workDir(StackOptions options, Closing closing) throws IOException {
        if (options.dataDir() != null) {
            return Files.createDirectories(options.dataDir());
        }
        Path fresh = Directories.temporary();
        closing.add(() -> Directories.delete(fresh));
        return fresh;
    }

    private static EmbeddedKafka.Options kafkaOptions(StackOptions options, Optional<Path> kept) {
        return kept.map(dir -> EmbeddedKafka.Options.kept(dir.resolve("kafka")))
                .orElseGet(EmbeddedKafka.Options::fresh)
                .withPort(options.kafkaPort());
    }

    private static RegistryProcess.Options registryOptions(StackOptions options, Optional<Path> kept) {
        return kept.map(dir -> RegistryProcess.Options.kept(dir.resolve("registry")))
                .orElseGet(RegistryProcess.Options::fresh)
                .withPort(options.registryPort());
    }

    /** The catalogue's base URLs end before the version, those of the providers' SDKs behind it. */
    private static URI baseUrl(URI sdkBaseUrl) {
        return URI.create(sdkBaseUrl.toString().replaceFirst("/v1$", ""));
    }

    private HealthStream startHealth(StackOptions options, Path workDir) {
        HealthStreamConfig config = HealthStreamConfig.of(workDir.resolve("health"))
                .withListen(InetSocketAddress.createUnresolved("127.0.0.1", options.healthPort()));
        return HealthStream.start(config, kafka.clientProperties(Map.of()), serdes);
    }

    private Dispatcher startDispatcher() throws IOException {
        Secrets secrets = Secrets.ofProcess();
        CatalogueFile source = CatalogueFile.open(catalogueFile, new CatalogueReader(secrets::apply));
        HttpProviderCaller caller = closing.add(new HttpProviderCaller(
                HttpCallerConfig.defaults(), source.first().endpoints(), secrets, InstantSource.system()));
        FileStore contents = closing.add(files.open(InstantSource.system()));
        return closing.add(
                new Dispatcher(DispatcherConfig.defaults("embedded"), source, kafka, serdes, caller, contents));
    }

    private EmbeddedGateway startGateway(
            int port, @Nullable Integer operatorsPort, Path workDir, Consumer<String> progress) {
        progress.accept("starting the gateway");
        return closing.add(EmbeddedGateway.start(
                port, operatorsPort, workDir, files, catalogueFile, kafka, new RegistryConnection(registry)));
    }

    private ServiceProcess startProcess(List<String> mainAndArguments, Path workDir) {
        List<String> command = new ArrayList<>(mainAndArguments);
        command.addAll(List.of("--config", configFile.toString()));
        return closing.add(ServiceProcess.start(command, workDir.resolve("dispatcher.log")));
    }

    public KafkaConnection kafka() {
        return kafka;
    }

    public URI registry() {
        return registry;
    }

    /** Warmed up; the stack closes it. */
    public AvroSerdes serdes() {
        return serdes;
    }

    public ProviderSim simulator() {
        return simulator;
    }

    /** The one to begin with. */
    public Catalogue catalogue() {
        return catalogue;
    }

    /** File of the catalogue, which the dispatcher follows. */
    public Path catalogueFile() {
        return catalogueFile;
    }

    /** Where the health stream answers, if it runs. */
    public URI healthUrl() {
        return healthUrl;
    }

    /** Where the gateway answers, if one runs. */
    public Optional<URI> gatewayUrl() {
        return gatewayUrl;
    }

    /** Where it answers operators, if it does; the key is the same. */
    public Optional<URI> operatorsUrl() {
        return operatorsUrl;
    }

    /** Configuration with which other processes find this stack. */
    public Path configFile() {
        return configFile;
    }

    /** The dispatcher, where it runs as a process of its own. */
    public Optional<ServiceProcess> dispatcherProcess() {
        return dispatcherProcess;
    }

    /** Completes when a part can't go on. */
    public CompletableFuture<Throwable> failure() {
        return failure.copy();
    }

    @Override
    public void close() {
        closing.close();
    }
}
