package io.tieline.systemtests.backend;

/** A part whose product can be broken on purpose when it is started. */
public interface ChangeablePart extends Part {
    /**
     * Starts it with a change that only this life has.
     *
     * @param change what is changed, as the mutants' README has it
     * @throws IllegalStateException if it runs, or if the agent isn't packaged
     */
    void startChanged(String change) throws InterruptedException;

    /** How its process ended last: 137 after SIGKILL and where a change halted it. */
    long exitCode();
}
