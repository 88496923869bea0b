package io.tieline.systemtests.backend;

/**
 * One process of the system, which may be dead for a while. It keeps its name, its addresses and what it has stored over
 * restarts. Used by one thread.
 */
public interface Part {
    /** Such as {@code kafka-2} or {@code dispatcher-1}. */
    String name();

    /** Ends it by SIGKILL, as a crash would. Returns when it is gone. */
    void kill();

    /** Stops all its threads where they are, as SIGSTOP does: connections stay open, and nothing comes through them. */
    void pause();

    /** Lets it go on after {@link #pause}. */
    void resume();

    /** Ends it in order, as SIGTERM does. Returns when it is gone; one that isn't after 30 s is killed. */
    void stop();

    /** Starts it again after {@link #kill} or {@link #stop}. Returns before it takes work. */
    void start();

    /** Whether its process lives, paused or not. */
    boolean isRunning();

    /** Whether it takes work. Costs a moment: wait for it, and don't ask without need. */
    boolean isReady();
}
