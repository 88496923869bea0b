package io.tieline.dispatcher.intake;

import io.tieline.dispatcher.window.Flight;

/** A request's place in its lane. Used by the request's thread, but for {@link #recall}. */
public final class Seat {
    private final Flight flight;
    private final Load load;

    /** Waiting of any kind. */
    @FunctionalInterface
    public interface Pause {
        void run() throws InterruptedException;
    }

    public Seat(Flight flight, Load load) {
        this.flight = flight;
        this.load = load;
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
