package io.tieline.gateway.own;

import io.tieline.platform.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads times of queries. */
public final class OwnTimes {
    private OwnTimes() {}

    /**
     * A time, or how long ago.
     *
     * @param texts as the query has them; the first counts, none is null
     * @throws IllegalArgumentException if it is neither
     */
    public static @Nullable Instant of(String name, List<String> texts, Instant now) {
        if (texts.isEmpty()) {
            return null;
        }
        String text = texts.getFirst();
        Optional<Duration> ago = Durations.parse(text);
        try {
            return ago.isPresent() ? now.minus(ago.get()) : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    name + " is '" + text
                            + "', allowed: a time such as 2026-01-31T12:00:00Z, or how long ago, such as 2h",
                    e);
        }
    }
}
