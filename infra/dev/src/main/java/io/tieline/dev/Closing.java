package io.tieline.dev;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what was opened, the last first, whatever fails on the way. Safe for use by several threads. */
final class Closing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private boolean closed;

    /** Remembers to close this; at once, if everything else is closed already. */
    synchronized <T extends AutoCloseable> T add(T resource) {
        if (closed) {
            close(resource);
            throw new IllegalStateException("stopped while starting");
        }
        opened.push(resource);
        return resource;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!opened.isEmpty()) {
            close(opened.pop());
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            LOG.atWarn().setCause(e).addKeyValue("resource", resource).log("could not be closed");
        }
    }
}
