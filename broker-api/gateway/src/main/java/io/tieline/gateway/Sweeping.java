package io.tieline.gateway;

import io.tieline.gateway.files.FileShelf;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what has expired from the shelf, now and then. */
final class Sweeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeping.class);
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final Thread thread;

    private Sweeping(FileShelf files) {
        this.thread = Thread.ofPlatform().daemon().name("tieline-sweep").start(() -> sweepUntilInterrupted(files));
    }

    static Sweeping of(FileShelf files) {
        return new Sweeping(files);
    }

    private static void sweepUntilInterrupted(FileShelf files) {
        try {
            while (true) {
                Thread.sleep(PAUSE);
                sweep(files);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sweep(FileShelf files) {
        try {
            files.sweep();
        } catch (IOException | RuntimeException e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("expired files can't be removed now");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
