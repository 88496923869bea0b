package io.tieline.dispatcher.window;

import java.util.BitSet;
import java.util.OptionalLong;

/**
 * What one partition has in flight. Requests arrive in the order of their offsets and finish in any; the window tells
 * at every moment what may be committed so that a restart neither loses a request nor repeats a finished one.
 *
 * <p>Offsets may be missing from the log (transaction markers, compaction): what never arrives is never waited for.
 * Not safe for use by several threads.
 */
public final class Window {
    /** What to do with a record that arrived. */
    public enum Arrival {
        /** It is in flight now: run it. */
        RUN,
        /** It was finished before a restart. */
        FINISHED_BEFORE,
        /** It can't be taken, or the commit could not tell what is finished: offer it again when the head has moved. */
        FULL
    }

    /** Everything below is finished. Bit i of both sets stands for the offset base + i. */
    private long base;

    /** One above the highest offset that arrived. */
    private long next;

    private BitSet inFlight = new BitSet();
    private BitSet finished;

    /**
     * Starts where a commit left off.
     *
     * @throws IllegalArgumentException if the metadata is not an offset map
     */
    public Window(Position committed) {
        base = committed.offset();
        next = base;
        finished = OffsetMap.decode(committed.metadata());
    }

    /** Takes note of a record that arrived. */
    public Arrival arrive(long offset) {
        if (offset < base) {
            return Arrival.FINISHED_BEFORE;
        }
        if (inFlight.isEmpty()) {
            // Records arrive in order: what is missing below this one never comes.
            moveBaseTo(offset);
        }
        if (offset - base >= OffsetMap.MAX_SPAN) {
            // Records arrive in order: the window reaches up to this one, even where offsets below it are missing.
            next = Math.max(next, offset);
            return Arrival.FULL;
        }
        int index = (int) (offset - base);
        if (inFlight.get(index)) {
            throw new IllegalStateException("offset " + offset + " arrived although it is in flight");
        }
        next = Math.max(next, offset + 1);
        if (finished.get(index)) {
            advance();
            return Arrival.FINISHED_BEFORE;
        }
        inFlight.set(index);
        return Arrival.RUN;
    }

    /** Takes note that a record in flight is finished. */
    public void finish(long offset) {
        int index = (int) (offset - base);
        if (offset < base || !inFlight.get(index)) {
            throw new IllegalStateException("offset " + offset + " finished although it was not in flight");
        }
        inFlight.clear(index);
        finished.set(index);
        advance();
    }

    /** What may be committed now. */
    public Position position() {
        return new Position(base, OffsetMap.encode(finished));
    }

    /** The lowest offset in flight, which holds back all above; empty where nothing is in flight. */
    public OptionalLong head() {
        return inFlight.isEmpty() ? OptionalLong.empty() : OptionalLong.of(base + inFlight.nextSetBit(0));
    }

    /** How much of its room the window uses: 0 for nothing, 1 and above for all. */
    public double fill() {
        return (double) (next - base) / OffsetMap.MAX_SPAN;
    }

    private void advance() {
        moveBaseTo(head().orElse(next));
    }

    private void moveBaseTo(long newBase) {
        if (newBase <= base) {
            return;
        }
        int shift = (int) Math.min(newBase - base, Integer.MAX_VALUE);
        inFlight = inFlight.get(Math.min(shift, inFlight.length()), inFlight.length());
        finished = finished.get(Math.min(shift, finished.length()), finished.length());
        base = newBase;
        next = Math.max(next, base);
    }
}
