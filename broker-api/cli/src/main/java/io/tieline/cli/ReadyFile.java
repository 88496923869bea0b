package io.tieline.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file by which others see that a service takes work: while it does, the file is touched every second. Whoever looks
 * starts no program and needs no port; a process that is gone or hangs leaves a file that grows old.
 */
final class ReadyFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadyFile.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Path file;
    private final BooleanSupplier ready;
    private final Thread thread;
    private boolean closed;

    private ReadyFile(Path file, BooleanSupplier ready) {
        this.file = file;
        this.ready = ready;
        thread = Thread.ofVirtual().name("ready-file").unstarted(this::keep);
    }

    /**
     * Starts to keep it.
     *
     * @throws UncheckedIOException if it can't be written
     */
    static ReadyFile keep(Path file, BooleanSupplier ready) {
        ReadyFile kept = new ReadyFile(file, ready);
        try {
            kept.tell();
        } catch (IOException e) {
            throw new UncheckedIOException("can't write the ready file " + file, e);
        }
        kept.thread.start();
        return kept;
    }

    private void keep() {
        try {
            while (true) {
                Thread.sleep(PERIOD);
                tellAgain();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellAgain() {
        try {
            tell();
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("file", file).setCause(e).log("the ready file can't be written");
        }
    }

    private synchronized void tell() throws IOException {
        if (closed || !ready.getAsBoolean()) {
            Files.deleteIfExists(file);
        } else if (Files.exists(file)) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } else {
            Files.createFile(file);
        }
    }

    /** Takes it away. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        thread.interrupt();
        Files.deleteIfExists(file);
    }
}
