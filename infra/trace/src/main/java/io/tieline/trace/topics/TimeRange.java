package io.tieline.trace.topics;

import io.tieline.platform.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A time in which requests were written.
 *
 * @param until the moment after it
 */
public record TimeRange(Instant from, Instant until) {
    private static final String BETWEEN = "..";

    public TimeRange {
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException(
                    "the range is '" + from + BETWEEN + until + "', allowed: one that ends after it begins");
        }
    }

    /**
     * Reads {@code 2026-11-25T10:00:00Z..2026-11-25T11:00:00Z}, or a length of time such as {@code 1h}: the last hour.
     *
     * @return empty where the text is nothing like that
     * @throws IllegalArgumentException if it is, and is wrong
     */
    public static Optional<TimeRange> parse(String text, Instant now) {
        int dots = text.indexOf(BETWEEN);
        if (dots < 0) {
            return Durations.parse(text)
                    .filter(Duration::isPositive)
                    .map(length -> new TimeRange(now.minus(length), now));
        }
        try {
            return Optional.of(new TimeRange(
                    Instant.parse(text.substring(0, dots)), Instant.parse(text.substring(dots + BETWEEN.length()))));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Whether a moment lies in it, milliseconds since the epoch. */
    boolean contains(long millis) {
        Instant moment = Instant.ofEpochMilli(millis);
        return !moment.isBefore(from) && moment.isBefore(until);
    }
}
