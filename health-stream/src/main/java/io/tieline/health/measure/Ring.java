package io.tieline.health.measure;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Tallies of equal spans of time, the last so many of them. The ring has no clock and needs none to age: a span counts
 * as long as it lies within the last so many before the instant that is asked for. Not thread-safe.
 */
public final class Ring {
    private final Duration span;
    private final int length;

    /** By number of the span, counted from the epoch. */
    private final NavigableMap<Long, Tally> tallies = new TreeMap<>();

    Ring(Duration span, int length) {
        this.span = span;
        this.length = length;
    }

    void add(Sample sample, Instant at) {
        long number = numberOf(at);
        tallies.computeIfAbsent(number, _ -> new Tally()).add(sample);
        tallies.headMap(number - length, true).clear();
    }

    /** What the last spans before an instant, the one it lies in included, add up to. */
    Tally sum(Duration time, Instant now) {
        Tally sum = new Tally();
        live(now, (int) (time.toMillis() / span.toMillis())).values().forEach(sum::add);
        return sum;
    }

    /** The spans that still count at an instant, by number. */
    public Map<Long, Tally> live(Instant now) {
        return live(now, length);
    }

    private Map<Long, Tally> live(Instant now, int count) {
        long newest = numberOf(now);
        return tallies.subMap(newest - count, false, newest, true);
    }

    /** Puts back what was stored. */
    public void restore(long number, Tally tally) {
        tallies.put(number, tally);
    }

    private long numberOf(Instant instant) {
        return Math.floorDiv(instant.toEpochMilli(), span.toMillis());
    }
}
