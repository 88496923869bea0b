package io.tieline.dispatcher;

import io.tieline.dispatcher.dispatch.Time;
import io.tieline.dispatcher.resilience.Waiters;
import io.tieline.routing.Endpoint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that stands still until it is set forward, and jumps for whoever sleeps by it. Safe for use by several threads.
 */
public class TestClock extends Clock implements Time {
    /** When every such clock begins. */
    public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);

    /** Lets time pass. */
    public synchronized void advance(Duration time) {
        now.updateAndGet(before -> before.plus(time));
        notifyAll();
    }

    @Override
    public long millis() {
        return instant().toEpochMilli();
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public void sleepUntil(Instant moment) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted in a sleep");
        }
        now.updateAndGet(before -> moment.isAfter(before) ? moment : before);
    }

    @Override
    public void await(Waiters waiters, Collection<Endpoint> endpoints, long seen, Instant moment)
            throws InterruptedException {
        sleepUntil(moment);
    }

    /** This clock stands still while a call goes on: somebody else has to set it forward. */
    @Override
    public synchronized boolean await(CompletableFuture<?> end, Instant moment) throws InterruptedException {
        var _ = end.whenComplete((_, _) -> tell());
        while (!end.isDone() && instant().isBefore(moment)) {
            wait();
        }
        return end.isDone();
    }

    private synchronized void tell() {
        notifyAll();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("a test's clock is always UTC");
    }
}
