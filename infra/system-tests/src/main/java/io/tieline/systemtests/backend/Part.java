package io.tieline.systemtests.backend;

/** A part of a running Tieline that can be harmed. Used by one thread at a time. */
public interface Part {
    /** Unlike that of any other part of its backend, such as {@code dispatcher-1}. */
    String name();

    /** Ends it by SIGKILL; nothing starts it again but {@link #start}. Returns when it is gone. */
    void kill() throws InterruptedException;

    /** Stops it by SIGSTOP, until it is resumed. */
    void pause() throws InterruptedException;

    /** Lets it go on after a pause. */
    void resume() throws InterruptedException;

    /** Ends it in order and waits for its end. */
    void stop() throws InterruptedException;

    /** Starts it again; it may not be ready when this returns. */
    void start() throws InterruptedException;

    /** Whether it runs, be it paused. */
    boolean isRunning();
}
