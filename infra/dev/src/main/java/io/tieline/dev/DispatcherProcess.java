package io.tieline.dev;

import io.tieline.embedded.ParentWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A dispatcher as a process of its own, started again whenever it ends until it is closed. It ends with this process,
 * however that ends. Safe for use by several threads.
 */
public final class DispatcherProcess implements AutoCloseable {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
    private static final int MOST_EARLY_ENDS = 3;
    private static final Duration EARLY = Duration.ofSeconds(2);

    private final List<String> command;
    private final Path log;
    private final Thread keeper;
    private Process process;
    private volatile boolean closing;

    /**
     * Starts it.
     *
     * @param mainAndArguments main class and its arguments
     * @param log its output is appended there
     */
    DispatcherProcess(List<String> mainAndArguments, Path log) {
        this.log = log;
        command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ParentWatch.class.getName()));
        command.addAll(mainAndArguments);
        process = launch();
        keeper = Thread.ofPlatform().daemon().name("dispatcher-keeper").start(this::keepRunning);
    }

    private Process launch() {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("can't start a dispatcher process", e);
        }
    }

    private void keepRunning() {
        int earlyEnds = 0;
        try {
            while (!closing && earlyEnds < MOST_EARLY_ENDS) {
                long start = System.nanoTime();
                current().waitFor();
                earlyEnds = System.nanoTime() - start < EARLY.toNanos() ? earlyEnds + 1 : 0;
                restart();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Process current() {
        return process;
    }

    private synchronized void restart() {
        if (!closing) {
            process = launch();
        }
    }

    /** Ends it by SIGKILL, as a crash would; a successor starts at once. Returns when it is gone. */
    public void kill() throws InterruptedException {
        Process victim = current();
        victim.destroyForcibly();
        victim.waitFor();
    }

    /** Ends it in order. */
    @Override
    public void close() {
        closing = true;
        Process last = current();
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
