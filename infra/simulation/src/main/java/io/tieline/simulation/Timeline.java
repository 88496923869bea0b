package io.tieline.simulation;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time: what is to happen happens in order, and nothing takes any. */
public final class Timeline {
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::number));
    private long count;
    private Instant now;

    private record Event(Instant at, long number, Runnable what) {}

    public Timeline(Instant now) {
        this.now = now;
    }

    public Instant now() {
        return now;
    }

    /** Lets something happen then; what is in the past happens now. */
    public void at(Instant moment, Runnable what) {
        events.add(new Event(moment.isBefore(now) ? now : moment, count++, what));
    }

    /** Runs until a moment, or until nothing is left to happen. */
    public void runUntil(Instant end) {
        for (Event next = events.peek(); next != null && !next.at().isAfter(end); next = events.peek()) {
            events.poll();
            now = next.at();
            next.what().run();
        }
    }
}
