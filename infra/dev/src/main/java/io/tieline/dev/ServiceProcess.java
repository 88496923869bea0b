package io.tieline.dev;

import io.tieline.embedded.ParentWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A service as a process of its own, started again whenever it ends until it is closed. It ends with this process,
 * however that ends. Safe for use by several threads.
 */
public final class ServiceProcess implements AutoCloseable {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
    private static final int MOST_EARLY_ENDS = 3;
    private static final Duration EARLY = Duration.ofSeconds(2);

    private final List<String> command;
    private final Path log;
    private final Thread keeper;
    private Process process;
    private boolean held;
    private boolean closing;

    private ServiceProcess(List<String> options, String classPath, List<String> mainAndArguments, Path log) {
        this.log = log;
        command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, ParentWatch.class.getName()));
        command.addAll(mainAndArguments);
        process = launch();
        keeper = Thread.ofPlatform()
                .daemon()
                .name("keeper-" + mainAndArguments.getLast())
                .unstarted(this::keepRunning);
    }

    /**
     * Starts it.
     *
     * @param mainAndArguments main class and its arguments
     * @param log its output is appended there
     */
    public static ServiceProcess start(List<String> mainAndArguments, Path log) {
        return start(List.of(), mainAndArguments, log);
    }

    /**
     * The same with options of the JVM, which go before those that every service has.
     *
     * @param options such as {@code -Xlog:gc}
     */
    public static ServiceProcess start(List<String> options, List<String> mainAndArguments, Path log) {
        return start(options, System.getProperty("java.class.path"), mainAndArguments, log);
    }

    /**
     * The same from other classes than those of this process.
     *
     * @param classPath as {@code java -cp} takes it
     */
    public static ServiceProcess start(
            List<String> options, String classPath, List<String> mainAndArguments, Path log) {
        ServiceProcess service = new ServiceProcess(options, classPath, mainAndArguments, log);
        service.keeper.start();
        return service;
    }

    private Process launch() {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("can't start the process of a service", e);
        }
    }

    private void keepRunning() {
        int earlyEnds = 0;
        try {
            while (earlyEnds < MOST_EARLY_ENDS) {
                long start = System.nanoTime();
                current().waitFor();
                earlyEnds = System.nanoTime() - start < EARLY.toNanos() ? earlyEnds + 1 : 0;
                if (!restart()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Process current() {
        return process;
    }

    private synchronized boolean restart() throws InterruptedException {
        while (held && !closing) {
            wait();
        }
        if (!closing && !process.isAlive()) {
            process = launch();
        }
        return !closing;
    }

    /** Ends it by SIGKILL, as a crash would; a successor starts at once. Returns when it is gone. */
    public void kill() throws InterruptedException {
        Process victim = current();
        victim.destroyForcibly();
        victim.waitFor();
    }

    /** Lets no successor start before {@link #release}, however the present process ends. */
    public synchronized void hold() {
        held = true;
    }

    /** Ends it by SIGKILL and lets no successor start before {@link #release}. Returns when it is gone. */
    public void killAndHold() throws InterruptedException {
        hold();
        kill();
    }

    /** Lets a successor start. */
    public synchronized void release() {
        held = false;
        notifyAll();
    }

    /** Processor time that the present process has used; zero where that can't be known. */
    public Duration processorTime() {
        return current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Whether the present process runs; if not, {@link #exitCode} tells how it ended. */
    public boolean isAlive() {
        return current().isAlive();
    }

    /** Id of the present process. */
    public long pid() {
        return current().pid();
    }

    /**
     * How the present process ended.
     *
     * @throws IllegalThreadStateException if it hasn't
     */
    public int exitCode() {
        return current().exitValue();
    }

    /** Where its output is. */
    public Path log() {
        return log;
    }

    /** Ends it in order. */
    @Override
    public void close() {
        Process last;
        synchronized (this) {
            closing = true;
            last = process;
            notifyAll();
        }
        last.destroy();
        try {
            if (!last.waitFor(STOP_PATIENCE)) {
                last.destroyForcibly();
            }
        } catch (InterruptedException e) {
            last.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        keeper.interrupt();
    }
}
