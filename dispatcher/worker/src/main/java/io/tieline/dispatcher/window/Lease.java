package io.tieline.dispatcher.window;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * One partition for the time that this dispatcher owns it: its window, and the flights in it. Safe for use by several
 * threads: the intake adds flights, the settler finishes and settles them, whoever sees the partition go closes it.
 */
public final class Lease {
    private final TopicPartition partition;
    private final Window window;
    private final Map<Long, Flight> flights = new HashMap<>();
    private boolean open = true;

    /**
     * Takes the partition over where a commit left off.
     *
     * @throws IllegalArgumentException if the commit's metadata is not an offset map
     */
    public Lease(TopicPartition partition, Position committed) {
        this.partition = partition;
        this.window = new Window(committed);
    }

    public TopicPartition partition() {
        return partition;
    }

    /** A record arrived. */
    public synchronized Arrived arrive(long offset, int bytes) {
        return switch (window.arrive(offset)) {
            case RUN -> {
                Flight flight = new Flight(this, offset, bytes);
                flights.put(offset, flight);
                yield new Arrived.Run(flight);
            }
            case FINISHED_BEFORE -> new Arrived.FinishedBefore();
            case FULL -> new Arrived.Full();
        };
    }

    /** What becomes of a record that arrived; see {@link Window.Arrival}. */
    public sealed interface Arrived {
        record Run(Flight flight) implements Arrived {}

        record FinishedBefore() implements Arrived {}

        record Full() implements Arrived {}
    }

    /** The request has its outcome, which the next commit will make durable. */
    public synchronized void finish(Flight flight) {
        window.finish(flight.offset());
    }

    /** The outcome is durable. */
    public synchronized void settled(Flight flight) {
        flights.remove(flight.offset());
        notifyAll();
    }

    /** What may be committed now. */
    public synchronized Position position() {
        return window.position();
    }

    /** How much of the window is used: 0 for nothing, 1 for all. */
    public synchronized double fill() {
        return window.fill();
    }

    /** The flight that holds back all others. */
    public synchronized Optional<Flight> head() {
        return window.head().stream().mapToObj(flights::get).findFirst();
    }

    /** The first flights, so many at most, that wait without doing anything. */
    public synchronized List<Flight> resting(int most) {
        return flights.entrySet().stream()
                .filter(flight -> flight.getValue().isResting())
                .sorted(Map.Entry.comparingByKey())
                .limit(most)
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Whether this dispatcher still owns the partition. */
    public synchronized boolean isOpen() {
        return open;
    }

    /** Records that are not settled yet. */
    public synchronized int unsettled() {
        return flights.size();
    }

    /** Waits until all is settled, but not longer than this. */
    public synchronized void awaitSettled(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!flights.isEmpty()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return;
            }
            wait(Math.max(1, left / 1_000_000));
        }
    }

    /** Gives the partition up; what is in flight is abandoned. Returns how many flights that were. */
    public synchronized int close() {
        open = false;
        flights.values().forEach(Flight::abandon);
        int abandoned = flights.size();
        flights.clear();
        notifyAll();
        return abandoned;
    }
}
