package io.tieline.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Apicurio Registry on 127.0.0.1 as a child of this process, on the JDK that runs this process. It ends when it is
 * closed, and also when this process ends in any way.
 */
public final class RegistryProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryProcess.class);
    private static final int STARTS = 3;
    /** What the registry's log says where it can't bind the port of its API, and that of its management. */
    private static final List<String> PORT_TAKEN = List.of("seems to be in use", "Address already in use");

    /** Written at every question about its health, and what takes lines without saying more. */
    private static final Pattern UNTOLD = Pattern.compile("Reporting health down|^\\s*at |^\\s*\\.\\.\\. \\d+ more");

    private static final int LOG_LINES_TOLD = 15;
    private static final Duration STORAGE_PATIENCE = Duration.ofSeconds(30);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
    private static final String MAIN = "io.quarkus.bootstrap.runner.QuarkusEntryPoint";

    private final Process process;
    private final int port;
    private final Path workDir;
    private final boolean keep;

    private RegistryProcess(Process process, int port, Path workDir, boolean keep) {
        this.process = process;
        this.port = port;
        this.workDir = workDir;
        this.keep = keep;
    }

    /**
     * How the registry is set up.
     *
     * @param dataDir where schemas, their ids and the log stay over restarts; null: they are in memory and lost at the
     *     end, the log goes with them
     * @param port where it is reached; 0: any free one
     * @param patience how long it may take to get ready
     */
    public record Options(@Nullable Path dataDir, int port, Duration patience) {
        private static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(2);

        public Options {
            Ports.requireValid(port);
            if (!patience.isPositive()) {
                throw new IllegalArgumentException("patience is " + patience + ", allowed: longer than nothing");
            }
        }

        /** Nothing is kept. */
        public static Options fresh() {
            return new Options(null, 0, DEFAULT_PATIENCE);
        }

        /** Schemas and their ids stay in {@code dataDir}: needed where Kafka's data, which name the ids, stay too. */
        public static Options kept(Path dataDir) {
            return new Options(dataDir, 0, DEFAULT_PATIENCE);
        }

        /** The same on a fixed port. */
        public Options withPort(int newPort) {
            return new Options(dataDir, newPort, patience);
        }
    }

    /** Starts a registry that keeps nothing. */
    public static RegistryProcess start() {
        return start(Options.fresh());
    }

    /**
     * Starts the registry; when this returns, it takes requests. One that runs and doesn't get ready, or lost a port
     * where any was right, is started again, twice at most.
     *
     * @throws IllegalStateException if the registry isn't on this machine, its port is in use, it ends or doesn't get
     *     ready in time, or this thread is interrupted: the message says what to do, or ends with the last lines of its
     *     log. Nothing is left running then
     */
    public static RegistryProcess start(Options options) {
        RegistryDistribution distribution = RegistryDistribution.find();
        Ports.requireFree(options.port(), "the schema registry");
        Path workDir = Optional.ofNullable(options.dataDir()).orElseGet(Directories::temporary);
        try {
            return startIn(workDir, distribution, options);
        } catch (RuntimeException | Error e) {
            if (options.dataDir() == null) {
                Directories.delete(workDir);
            }
            throw e;
        }
    }

    private static RegistryProcess startIn(Path workDir, RegistryDistribution distribution, Options options) {
        // A free port can be taken by somebody else before the registry binds it; a second choice settles that.
        for (int i = 1; ; i++) {
            try {
                return startOnce(distribution, options, workDir);
            } catch (FailedStart e) {
                if (i == STARTS || !e.mayPass) {
                    throw e;
                }
                LOG.atWarn().addKeyValue("workDir", workDir).setCause(e).log("The registry didn't start, trying again");
            }
        }
    }

    /** Why one start failed, and whether another may not. */
    private static final class FailedStart extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        private final boolean mayPass;

        FailedStart(String message, boolean mayPass) {
            super(message);
            this.mayPass = mayPass;
        }
    }

    private static RegistryProcess startOnce(RegistryDistribution distribution, Options options, Path workDir) {
        int port = options.port() == 0 ? Ports.free() : options.port();
        int managementPort = Ports.free();
        try {
            List<String> command = command(distribution, options, workDir, port, managementPort);
            Process process = new ProcessBuilder(command)
                    .directory(workDir.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(logFile(workDir).toFile())
                    .start();
            RegistryProcess registry = new RegistryProcess(process, port, workDir, options.dataDir() != null);
            URI health = URI.create("http://127.0.0.1:" + managementPort + "/health/ready");
            registry.awaitReady(health, options);
            return registry;
        } catch (IOException e) {
            throw new UncheckedIOException("can't start the registry in " + workDir, e);
        }
    }

    private static List<String> command(
            RegistryDistribution distribution, Options options, Path workDir, int port, int managementPort)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                // It starts in half the time, and a registry answers few requests.
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // Its threads clear their locals as they end; without, each writes a failure to the log.
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + managementPort));
        if (options.dataDir() != null) {
            command.add("-Dapicurio.datasource.url=jdbc:h2:file:"
                    + options.dataDir().toAbsolutePath().resolve("registry"));
        }
        command.addAll(
                List.of("-cp", watchClasses(workDir) + ":" + distribution.jar(), ParentWatch.class.getName(), MAIN));
        return command;
    }

    /** Copies the watch out alone, so that no other class of this program gets into the registry's class path. */
    private static Path watchClasses(Path workDir) throws IOException {
        String resource = ParentWatch.class.getName().replace('.', '/') + ".class";
        Path classes = workDir.toAbsolutePath().resolve("watch");
        Path target = classes.resolve(resource);
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        try (InputStream in = Objects.requireNonNull(
                ParentWatch.class.getClassLoader().getResourceAsStream(resource), resource + " is missing")) {
            Files.write(target, in.readAllBytes());
        }
        return classes;
    }

    private void awaitReady(URI health, Options options) throws IOException {
        String lastHeard = "";
        try (ReadyQuestions questions = new ReadyQuestions(process)) {
            // The management port answers before the API's port is bound, and the API before its storage is there: ask
            // both.
            URI api = URI.create(url() + "/system/info");
            if (questions.isAnswered(api, options.patience()) && questions.isAnswered(health, STORAGE_PATIENCE)) {
                return;
            }
            lastHeard = questions.lastHeard();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw notReady(lastHeard, options);
    }

    private IllegalStateException notReady(String lastHeard, Options options) throws IOException {
        boolean ranOn = process.isAlive();
        stop();
        // An interrupted thread can't read files; the interrupt says enough.
        if (Thread.currentThread().isInterrupted()) {
            return new IllegalStateException("interrupted while the registry was starting");
        }
        List<String> log = Files.readAllLines(logFile(workDir)).stream()
                .filter(line -> !UNTOLD.matcher(line).find())
                .toList();
        boolean lostPort = log.stream().anyMatch(line -> PORT_TAKEN.stream().anyMatch(line::contains));
        String what = ranOn ? "doesn't get ready (" + lastHeard + ")" : "ended with status " + process.exitValue();
        String message = "the registry " + what + "; the end of its log"
                + (keep ? " " + logFile(workDir) : "") + ":\n"
                + String.join("\n", log.subList(Math.max(0, log.size() - LOG_LINES_TOLD), log.size()));
        return new FailedStart(message, ranOn || (lostPort && options.port() == 0));
    }

    /** Address of its own API, such as {@code http://127.0.0.1:40123/apis/registry/v3}. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port + "/apis/registry/v3");
    }

    /** Address of the API that Confluent's clients speak. */
    public URI confluentUrl() {
        return URI.create("http://127.0.0.1:" + port + "/apis/ccompat/v7");
    }

    /** File that the registry writes its log to. */
    public Path logFile() {
        return logFile(workDir);
    }

    private static Path logFile(Path workDir) {
        return workDir.resolve("registry.log");
    }

    /** Id of the process in the operating system. */
    public long pid() {
        return process.pid();
    }

    /** Ends the registry and waits for its end; deletes its directory unless the data were to be kept. */
    @Override
    public void close() {
        stop();
        if (!keep) {
            Directories.delete(workDir);
        }
    }

    private void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            // Its end is waited for all the same: what it leaves behind is deleted next.
            process.destroyForcibly().onExit().join();
            Thread.currentThread().interrupt();
        }
    }
}
