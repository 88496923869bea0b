package io.tieline.cli;

import io.tieline.platform.Durations;
import io.tieline.replay.select.Filter;
import io.tieline.replay.select.Selection;
import io.tieline.replay.select.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which requests: what is left out takes all, and of several values one has to fit. */
final class SelectionOptions {
    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "From this time on, such as 2026-01-31T12:00:00Z, or 2h: two" + " hours ago.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Up to this time.")
    private @Nullable String to;

    @Option(names = "--tenant", paramLabel = "NAME", description = "Of this tenant.")
    private List<String> tenants = List.of();

    @Option(names = "--route", paramLabel = "NAME", description = "That ask for this route.")
    private List<String> routes = List.of();

    @Option(
            names = "--code",
            paramLabel = "CODE",
            description = "That ended so, such as provider.timeout; provider.* takes all that begin so.")
    private List<String> codes = List.of();

    @Option(names = "--endpoint", paramLabel = "ID", description = "For which this endpoint was called.")
    private List<String> endpoints = List.of();

    @Option(names = "--job", paramLabel = "ID", description = "Of this job.")
    private List<String> jobs = List.of();

    @Option(names = "--id", paramLabel = "ID", description = "With this id, or run again and had it first.")
    private List<String> ids = List.of();

    @Option(names = "--text", paramLabel = "TEXT", description = "With this in a name or a value of their attributes.")
    private @Nullable String text;

    /**
     * What was asked for.
     *
     * @param now what times ago are counted from
     */
    Selection selection(Source source, Instant now) {
        return new Selection(
                source,
                new Filter(
                        time("--from", from, now),
                        time("--to", to, now),
                        Set.copyOf(tenants),
                        Set.copyOf(routes),
                        Set.copyOf(codes),
                        Set.copyOf(endpoints),
                        Set.copyOf(jobs),
                        Set.copyOf(ids),
                        text));
    }

    private static @Nullable Instant time(String option, @Nullable String text, Instant now) {
        if (text == null) {
            return null;
        }
        Optional<Duration> ago = Durations.parse(text);
        try {
            return ago.isPresent() ? now.minus(ago.get()) : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    option + " is '" + text
                            + "', allowed: a time such as 2026-01-31T12:00:00Z, or how long ago, such as 2h",
                    e);
        }
    }
}
