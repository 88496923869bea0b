package io.tieline.systemtests.rig;

import java.time.Duration;

/** Requests of one kind at an even rate, until closed. */
public final class Traffic implements AutoCloseable {
    private final Load load;
    private final Kind kind;
    private final int perSecond;
    private final Thread thread;
    private volatile boolean closing;

    Traffic(Load load, Kind kind, int perSecond) {
        this.load = load;
        this.kind = kind;
        this.perSecond = perSecond;
        thread = Thread.ofVirtual().name("traffic").start(this::publish);
    }

    private void publish() {
        long begin = System.nanoTime();
        try {
            for (long i = 1; !closing; i++) {
                load.publish(kind);
                long due = begin + i * 1_000_000_000L / perSecond;
                Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
