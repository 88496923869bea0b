package io.tieline.dispatcher.window;

import org.jspecify.annotations.Nullable;

/** One record on its way from its arrival to its settlement. Safe for use by several threads. */
public final class Flight {
    private final Lease lease;
    private final long offset;
    private final int bytes;
    private @Nullable Thread thread;
    private boolean resting;
    private boolean queued;
    private boolean diverted;
    private boolean recalled;
    private boolean abandoned;

    Flight(Lease lease, long offset, int bytes) {
        this.lease = lease;
        this.offset = offset;
        this.bytes = bytes;
    }

    /** The partition it belongs to, as long as this dispatcher owns it. */
    public Lease lease() {
        return lease;
    }

    public long offset() {
        return offset;
    }

    /** Size of the record as it counts against the limits, bytes. */
    public int bytes() {
        return bytes;
    }

    /** Tells which thread runs it, so that it can be interrupted. */
    public synchronized void runsOn(Thread runner) {
        thread = runner;
        if (diverted || recalled || abandoned) {
            runner.interrupt();
        }
    }

    /** The thread is done with it and must not be interrupted any more. */
    public synchronized void landed() {
        thread = null;
        // A late interrupt must not hit whatever the thread does next.
        boolean _ = Thread.interrupted();
    }

    /** Notes whether it waits without doing anything; whether that is a change. */
    public synchronized boolean rest(boolean rests) {
        boolean changed = resting != rests;
        resting = rests;
        return changed;
    }

    /** Notes whether it waits for its turn, which comes whoever is behind it. */
    public synchronized void queue(boolean queues) {
        queued = queues;
    }

    /** Whether it waits for its turn, which comes whoever is behind it. */
    public synchronized boolean isQueued() {
        return queued;
    }

    /** Whether it waits without doing anything, and for nobody's call to end. */
    synchronized boolean isResting() {
        return resting && !queued;
    }

    /** Asks the request to be parked where it stands, because it holds back all that came after it. */
    public synchronized void divert() {
        diverted = true;
        interrupt();
    }

    /** Whether an interruption means that the request shall be parked rather than given up. */
    public synchronized boolean isDiverted() {
        return diverted && !abandoned;
    }

    /** Asks the request to end: its caller took it back. */
    public synchronized void recall() {
        recalled = true;
        interrupt();
    }

    /** Whether an interruption means that the request shall end rather than be given up. */
    public synchronized boolean isRecalled() {
        return recalled && !abandoned;
    }

    /** Gives it up: another dispatcher will run it. */
    synchronized void abandon() {
        abandoned = true;
        interrupt();
    }

    private void interrupt() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
