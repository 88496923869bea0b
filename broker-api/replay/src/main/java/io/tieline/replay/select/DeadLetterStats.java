package io.tieline.replay.select;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many requests ended without an answer: by the reason, the endpoint that was called last, and the hour. Pure. */
public final class DeadLetterStats {
    /** Where no call was made. */
    public static final String NO_CALL = "-";

    private static final Comparator<Cell> ORDER =
            Comparator.comparing(Cell::hour).thenComparing(Cell::code).thenComparing(Cell::endpoint);

    private final Map<Cell, Long> counts = new TreeMap<>(ORDER);

    private record Cell(Instant hour, String code, String endpoint) {}

    /**
     * A line of it.
     *
     * @param hour when it begins, UTC
     */
    public record Row(Instant hour, String code, String endpoint, long count) {}

    /** Counts one more. */
    public void add(Found found) {
        List<String> called = found.endpoints();
        Cell cell = new Cell(
                found.at().truncatedTo(ChronoUnit.HOURS),
                found.code().orElse("unknown"),
                called.isEmpty() ? NO_CALL : called.getLast());
        counts.merge(cell, 1L, Long::sum);
    }

    /** All lines, the oldest hour first. */
    public List<Row> rows() {
        return counts.entrySet().stream()
                .map(each -> new Row(
                        each.getKey().hour(),
                        each.getKey().code(),
                        each.getKey().endpoint(),
                        each.getValue()))
                .toList();
    }

    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
