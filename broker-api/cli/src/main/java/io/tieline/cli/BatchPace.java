package io.tieline.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * How fast a job gets on, over the last half minute in which somebody looked: longer than the portions in which outcomes
 * come, and short enough to follow an outage. Used by one thread.
 */
final class BatchPace {
    private static final long WINDOW_NANOS = Duration.ofSeconds(30).toNanos();
    private static final double NANOS = 1e9;
    private static final int SLOW = 10;

    private final Deque<Look> looks = new ArrayDeque<>();

    private record Look(long nanos, long done) {}

    /**
     * Notes a look.
     *
     * @param nanos of a clock that only goes on
     * @param done lines with an outcome then
     */
    void look(long nanos, long done) {
        looks.addLast(new Look(nanos, done));
        while (looks.size() > 2 && nanos - looks.getFirst().nanos > WINDOW_NANOS) {
            looks.removeFirst();
        }
    }

    /** Lines a second; 0 where nothing was seen to move. */
    double perSecond() {
        if (looks.isEmpty()) {
            return 0;
        }
        long nanos = looks.getLast().nanos - looks.getFirst().nanos;
        long lines = looks.getLast().done - looks.getFirst().done;
        return nanos <= 0 ? 0 : Math.max(0, lines) * NANOS / nanos;
    }

    /** How long these lines take at this pace; empty where it stands still. */
    Optional<Duration> left(long open) {
        double rate = perSecond();
        return rate == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(Math.round(open / rate)));
    }

    /** For a person: pace, end, and what it has cost so far. */
    String text(BatchJob job) {
        double rate = perSecond();
        String pace = rate == 0 ? "" : "%s/s  ".formatted(number(rate));
        String end = job.open() == 0
                ? ""
                : left(job.open())
                        .map(time -> "about " + HealthTable.length(time) + " left  ")
                        .orElse("");
        return job.stateInWords() + "  " + pace + end + Usd.text(job.costMicroUsd()) + " USD";
    }

    private static String number(double rate) {
        return String.format(Locale.ROOT, rate < SLOW ? "%.1f" : "%.0f", rate);
    }
}
