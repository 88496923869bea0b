package io.tieline.health.measure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The calls to one endpoint in the last five minutes: two rings, one of 2 s for a minute and one of 30 s for five, which
 * keeps them small however busy the endpoint is. Not thread-safe.
 */
public final class Measurements {
    public static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    public static final Duration MINUTE = Duration.ofMinutes(1);
    public static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    /** The windows that are told of. */
    public static final List<Duration> WINDOWS = List.of(TEN_SECONDS, MINUTE, FIVE_MINUTES);

    private static final double SLOWEST_SHARE = 0.995;

    private final Ring fine = new Ring(Duration.ofSeconds(2), 30);
    private final Ring coarse = new Ring(Duration.ofSeconds(30), 10);

    /** Counts one call. */
    public void add(Sample sample, Instant at) {
        fine.add(sample, at);
        coarse.add(sample, at);
    }

    /**
     * What the calls of a window add up to; the span of the ring that an instant lies in is not over yet.
     *
     * @param window one of {@link #WINDOWS}
     */
    public Tally over(Duration window, Instant now) {
        return window.compareTo(MINUTE) <= 0 ? fine.sum(window, now) : coarse.sum(window, now);
    }

    /** Duration that 99.5 % of the calls of the last five minutes did not exceed; zero where none succeeded. */
    public Duration slowest(Instant now) {
        return over(FIVE_MINUTES, now).latencies().quantile(SLOWEST_SHARE);
    }

    public Ring fine() {
        return fine;
    }

    public Ring coarse() {
        return coarse;
    }
}
