package io.tieline.bench.outage;

/** An outage to play through. The fleet must be well at its start, and is well again at its end. */
public interface Scenario {
    /** Its name for the command line. */
    String name();

    /** What happens and what must come of it, in a line. */
    String what();

    /**
     * Plays it.
     *
     * @throws IllegalStateException if something that must happen doesn't
     */
    Verdict play(Fleet fleet) throws InterruptedException;
}
