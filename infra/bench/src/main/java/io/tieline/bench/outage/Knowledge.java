package io.tieline.bench.outage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a dispatcher took note of the health table, by the lines of its log. */
final class Knowledge {
    private static final Pattern LINE =
            Pattern.compile("(\\S+Z) INFO +HealthTable .*\\{endpointId=([^,]+), epoch=(\\d+), since=.*");
    private static final Duration POLL = Duration.ofMillis(50);

    private Knowledge() {}

    /** A line of the log. */
    record Heard(Instant at, String endpointId, long epoch) {
        boolean is(Ledger.Word word) {
            return endpointId.equals(word.endpointId())
                    && epoch >= word.health().getEpoch();
        }
    }

    /**
     * Waits for the line on a word or a later one.
     *
     * @throws IllegalStateException if it doesn't come in time
     */
    static Instant await(Path log, Ledger.Word word, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<Heard> heard =
                    all(log).stream().filter(line -> line.is(word)).findFirst();
            if (heard.isPresent()) {
                return heard.get().at();
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException(log.getFileName() + " doesn't say within " + patience
                        + " that it heard of epoch " + word.health().getEpoch() + " of " + word.endpointId());
            }
            Thread.sleep(POLL);
        }
    }

    /** All of a log. */
    static List<Heard> all(Path log) {
        try {
            return Files.readAllLines(log).stream()
                    .map(LINE::matcher)
                    .filter(Matcher::matches)
                    .map(Knowledge::heard)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Heard heard(Matcher line) {
        return new Heard(Instant.parse(line.group(1)), line.group(2), Long.parseLong(line.group(3)));
    }
}
