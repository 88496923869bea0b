package io.tieline.testing.history;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Appends events to a file of one process. What was written survives a kill of this process, for each line goes to the
 * operating system at once. Safe for use by several threads.
 */
public final class HistoryWriter implements Closeable {
    private final Path file;
    private final OutputStream out;
    private final ReentrantLock writing = new ReentrantLock();

    /**
     * Makes the file.
     *
     * @throws UncheckedIOException if it can't be made, or is there already: a torn line of another process may be its end
     */
    public HistoryWriter(Path file) {
        this.file = file;
        try {
            this.out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + file, e);
        }
    }

    /**
     * Appends one event.
     *
     * @throws UncheckedIOException if the file can't be written
     */
    public void write(Event event) {
        byte[] line = (EventCodec.write(event) + "\n").getBytes(StandardCharsets.UTF_8);
        writing.lock();
        try {
            out.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        writing.lock();
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + file, e);
        } finally {
            writing.unlock();
        }
    }
}
