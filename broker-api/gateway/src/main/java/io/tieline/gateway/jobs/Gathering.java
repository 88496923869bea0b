package io.tieline.gateway.jobs;

import java.time.Duration;
import java.time.Instant;

/**
 * Lines of a job that were mended and aren't in its files yet: they go there together, when no more come, or when it has
 * been long.
 *
 * @param since when the first of them came
 * @param last when the last one came
 */
record Gathering(Instant since, Instant last) {
    /** So long no more have to come. */
    static final Duration QUIET = Duration.ofSeconds(5);

    /** Large files are written once in so long at most, while more go on to come. */
    static final Duration LONGEST = Duration.ofMinutes(2);

    static Gathering begin(Instant now) {
        return new Gathering(now, now);
    }

    Gathering more(Instant now) {
        return new Gathering(since, now);
    }

    boolean isDue(Instant now) {
        return !now.isBefore(last.plus(QUIET)) || !now.isBefore(since.plus(LONGEST));
    }
}
