package io.tieline.dispatcher.intake;

import io.tieline.dispatcher.window.Flight;
import java.util.function.BooleanSupplier;

/** A request's place in its lane. Used by the request's thread, but for {@link #recall}. */
public final class Seat {
    private final Flight flight;
    private final Load load;
    private final BooleanSupplier behind;

    /** Waiting of any kind. */
    @FunctionalInterface
    public interface Pause {
        void run() throws InterruptedException;
    }

    /**
     * Takes it.
     *
     * @param behind whether no call should begin, since outcomes of the lane wait for Kafka
     */
    public Seat(Flight flight, Load load, BooleanSupplier behind) {
        this.flight = flight;
        this.load = load;
        this.behind = behind;
    }

    /** Whether no call should begin, since outcomes of its lane have waited for Kafka for too long. */
    public boolean isHeldUp() {
        return behind.getAsBoolean();
    }

    /** Waits without counting among those that work. */
    public void rest(Pause pause) throws InterruptedException {
        load.rest(flight);
        try {
            pause.run();
        } finally {
            load.wake(flight);
        }
    }

    /** Waits for a turn that others before it have first: a rest in which it makes way for nobody. */
    public void queue(Pause pause) throws InterruptedException {
        flight.queue(true);
        try {
            rest(pause);
        } finally {
            flight.queue(false);
        }
    }

    /** Its caller took the request back. May be called by any thread. */
    public void recall() {
        flight.recall();
    }

    /** Whether an interruption means that the request shall end, for its caller took it back. */
    public boolean isRecalled() {
        return flight.isRecalled();
    }

    /** Whether an interruption means that the request shall be parked rather than given up. */
    public boolean isDiverted() {
        return flight.isDiverted();
    }
}
