package io.tieline.testing.schedule;

import java.time.Duration;

/**
 * A fault that is to come. Lengths are whole milliseconds.
 *
 * @param at how long after the beginning
 * @param part name of what it befalls
 */
public record Planned(Duration at, String fault, String part, Duration duration) {
    /** When it is over. */
    public Duration end() {
        return at.plus(duration);
    }

    /** Whether both are under way at some moment. */
    public boolean overlaps(Planned other) {
        return at.compareTo(other.end()) < 0 && other.at.compareTo(end()) < 0;
    }

    /** One line, as {@link Schedule#parse} reads it. */
    @Override
    public String toString() {
        return at.toMillis() + " " + fault + " " + part + " " + duration.toMillis();
    }

    static Planned parse(String line) {
        String[] words = line.strip().split(" +", -1);
        if (words.length != 4) {
            throw new IllegalArgumentException("'" + line + "' is no 'at-millis fault part duration-millis'");
        }
        return new Planned(
                Duration.ofMillis(Long.parseLong(words[0])),
                words[1],
                words[2],
                Duration.ofMillis(Long.parseLong(words[3])));
    }
}
