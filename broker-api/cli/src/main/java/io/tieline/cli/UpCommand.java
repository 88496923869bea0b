package io.tieline.cli;

import io.tieline.dev.Stack;
import io.tieline.dev.StackOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the embedded stack and keeps it running. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Start Kafka, the schema registry, simulated providers, a dispatcher, the health stream and a"
                + " gateway in one process, on the loopback address, until Ctrl-C.")
final class UpCommand implements Callable<Integer> {
    private static final Path FOLDER = Path.of(".tieline");
    private static final Path CONFIG = FOLDER.resolve("tieline.yaml");

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Keep the data there over restarts. Default: fresh data that is deleted at the end.")
    private @Nullable Path data;

    @Option(names = "--kafka-port", paramLabel = "N", defaultValue = "9092", description = "Default: ${DEFAULT-VALUE}.")
    private int kafkaPort;

    @Option(
            names = "--registry-port",
            paramLabel = "N",
            defaultValue = "8081",
            description = "Default: ${DEFAULT-VALUE}.")
    private int registryPort;

    @Option(
            names = "--simulator-port",
            paramLabel = "N",
            defaultValue = "8090",
            description = "Default: ${DEFAULT-VALUE}.")
    private int simulatorPort;

    @Option(
            names = "--health-port",
            paramLabel = "N",
            defaultValue = "8091",
            description = "Where the health stream answers. Default: ${DEFAULT-VALUE}.")
    private int healthPort;

    @Option(
            names = "--gateway-port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Where the gateway answers. Default: ${DEFAULT-VALUE}.")
    private int gatewayPort;

    @Option(
            names = "--operators-port",
            paramLabel = "N",
            defaultValue = "8082",
            description = "Where the gateway answers operators. Default: ${DEFAULT-VALUE}.")
    private int operatorsPort;

    @Option(
            names = "--speed",
            paramLabel = "FACTOR",
            defaultValue = "10",
            description = "How much faster the simulated models are than the real ones. Default: ${DEFAULT-VALUE}.")
    private double speed;

    @Override
    public Integer call() throws Exception {
        StackOptions options = new StackOptions(
                data,
                kafkaPort,
                registryPort,
                simulatorPort,
                healthPort,
                gatewayPort,
                operatorsPort,
                speed,
                true,
                List.of());
        if (data != null) {
            Writable.folder("--data", data);
        }
        try (FolderLock _ = FolderLock.take(FOLDER)) {
            Stack stack = Stack.start(options, step -> System.out.println("… " + step));
            Files.copy(stack.configFile(), CONFIG, StandardCopyOption.REPLACE_EXISTING);
            tell(stack);
            try (Parting _ =
                    Parting.with(() -> System.out.println("… stopping; what is under way is ended in order"))) {
                return Service.runUntilStopped(() -> end(stack), stack.failure());
            }
        }
    }

    /** The settings go first: the process may end as soon as this returns. */
    private static void end(Stack stack) throws Exception {
        try (stack) {
            Files.deleteIfExists(CONFIG);
        }
    }

    private static void tell(Stack stack) {
        System.out.printf("%nTieline is up. Ctrl-C ends it.%n");
        System.out.printf("  Kafka       %s%n", stack.kafka().bootstrapServers());
        System.out.printf("  registry    %s%n", stack.registry());
        System.out.printf(
                "  simulator   %s (faults: POST %sfaults)%n",
                stack.simulator().adminUrl().resolve("/"), stack.simulator().adminUrl());
        System.out.printf("  health      %s/v1/health, or 'tieline health'%n", stack.healthUrl());
        stack.gatewayUrl()
                .ifPresent(url -> System.out.printf(
                        "  gateway     %s (%s/v1 for OpenAI's SDKs), key: %s%n", url, url, Stack.KEY));
        stack.operatorsUrl()
                .ifPresent(
                        url -> System.out.printf("  operators   %s/operate/jobs, and the like; the same key%n", url));
        System.out.printf("  settings    %s%n", CONFIG);
        System.out.printf(
                "  catalogue   %s (changes count while it runs; a bad one is told in the log)%n",
                stack.catalogueFile());
        System.out.printf("  log         %s%n", System.getProperty("tieline.log"));
        System.out.printf("%nTry, in this folder: tieline submit README.md%n");
    }
}
