package io.tieline.bench.gateway;

import io.tieline.bench.figures.Machine;
import io.tieline.dev.ServiceProcess;
import io.tieline.dev.Stack;
import io.tieline.dev.StackOptions;
import io.tieline.embedded.Directories;
import io.tieline.gateway.auth.KeyEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kafka, registry, simulated providers, dispatcher and health stream within this process, and a gateway as a process of its
 * own with 512 MiB of heap, as it is run in production.
 */
final class GatewayRun implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern LISTENS = Pattern.compile("The gateway listens at (http://\\S+?)\\. ");

    /** The preferred model takes 1.2 s at speed 1, so 50 ms here. */
    private static final double SPEED = 24;

    private static final String PROVIDER = "openai/gpt-4o";

    /** What the provider that is asked without Tieline calls its model. */
    static final String PROVIDER_MODEL = "gpt-4o";

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Path folder;
    private final Stack stack;
    private final ServiceProcess gateway;
    private final OpenAiHttp http;

    private GatewayRun() throws InterruptedException {
        folder = Directories.temporary();
        parts.push(() -> Directories.delete(folder));
        stack = opened(Stack.start(StackOptions.fresh().withSpeed(SPEED), step -> {}));
        gateway = opened(ServiceProcess.start(
                List.of("-Xlog:gc:file=" + gcLog() + ":uptime:filecount=0"),
                List.of("io.tieline.cli.Main", "gateway", "--config", config().toString()),
                folder.resolve("gateway.log")));
        http = opened(new OpenAiHttp(awaitUrl(), Stack.KEY));
    }

    /** Starts it; when this returns, the gateway is ready. */
    static GatewayRun start() throws InterruptedException {
        return new GatewayRun();
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private Path gcLog() {
        return folder.resolve("gc.log");
    }

    private Path config() {
        try {
            Path keys = Files.writeString(folder.resolve("keys.yaml"), """
                    keys:
                      - name: bench
                        sha256: %s
                        tenant: bench
                    """.formatted(KeyEntry.hash(Stack.KEY)));
            return Files.writeString(
                    folder.resolve("gateway.yaml"),
                    Files.readString(stack.configFile()) + """
                    gateway:
                      listen: 127.0.0.1:0
                      keys: '%s'
                      state-dir: '%s'
                    """.formatted(keys, folder.resolve("state")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private URI awaitUrl() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            Optional<String> url = lines(gateway.log()).stream()
                    .map(LISTENS::matcher)
                    .filter(Matcher::find)
                    .map(found -> found.group(1))
                    .findFirst();
            if (url.isPresent()) {
                return URI.create(url.get());
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("the gateway didn't start; its log: " + lines(gateway.log()));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is measured, and on what. */
    static String setting() {
        return Machine.inWords() + ", everything in one process but the registry and the gateway";
    }

    /** Where one of the simulated providers speaks as OpenAI does. */
    URI provider() {
        return URI.create(stack.simulator().baseUrl(PROVIDER).toString().replaceFirst("/v1$", ""));
    }

    Stack stack() {
        return stack;
    }

    /** Ends the gateway by SIGKILL; the next one starts at once. */
    void killGateway() throws InterruptedException {
        gateway.kill();
    }

    OpenAiHttp http() {
        return http;
    }

    /** What the gateway's process held until now, and what is left of it after a full collection. */
    String memory() throws InterruptedException {
        GcLog until = GcLog.of(lines(gcLog()));
        collect();
        GcLog now = GcLog.of(lines(gcLog()));
        return "the gateway's heap, MiB: at most %d, at most %d after a collection, %d after a full one now; resident: %s"
                .formatted(until.peak(), until.mostKept(), now.lastKept(), mostResident());
    }

    private void collect() throws InterruptedException {
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            String.valueOf(gateway.pid()),
                            "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!jcmd.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) || jcmd.exitValue() != 0) {
                throw new IllegalStateException("the gateway can't be told to collect its garbage");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Linux tells; the heap is a part of it. */
    private String mostResident() {
        return lines(Path.of("/proc", String.valueOf(gateway.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> Integer.parseInt(line.replaceAll("\\D", "")) / 1024 + " at most")
                .findFirst()
                .orElse("unknown");
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.err.println("a part could not be closed: " + e);
            }
        }
    }
}
