package io.tieline.simulation;

import io.tieline.simulation.Incident.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes what was found as a page in Markdown. */
final class Report {
    private final StringBuilder page = new StringBuilder();

    Report text(String text) {
        page.append(text).append("\n");
        return this;
    }

    /** A table with a column for each rule. */
    <T> Report table(String what, List<T> rules, Function<T, String> name, List<Row<T>> rows) {
        page.append("| ").append(what).append(" |");
        rules.forEach(rule -> page.append(' ').append(name.apply(rule)).append(" |"));
        page.append("\n|---|").append("---|".repeat(rules.size())).append('\n');
        for (Row<T> row : rows) {
            page.append("| ").append(row.what()).append(" |");
            rules.forEach(
                    rule -> page.append(' ').append(row.cell().apply(rule)).append(" |"));
            page.append('\n');
        }
        page.append('\n');
        return this;
    }

    /** A row, and what it says of a rule. */
    record Row<T>(String what, Function<T, String> cell) {}

    /** Rows of what happened in simulated days. */
    static List<Row<Score>> days(Duration time) {
        List<Row<Score>> rows = new ArrayList<>();
        for (Severity severity :
                List.of(Severity.TOTAL, Severity.HANG, Severity.PARTIAL, Severity.SLIGHT, Severity.SLOW)) {
            String name = severity.name().toLowerCase(Locale.ROOT);
            rows.add(new Row<>(
                    "half of the traffic elsewhere after, " + name + ": p50 / p95 (seen / all)",
                    score -> quantiles(score.detections(severity)) + " ("
                            + score.detections(severity).size() + " / " + score.incidents(severity) + ")"));
        }
        rows.add(new Row<>("all traffic back after the end: p50 / p95", score -> quantiles(score.recoveries())));
        rows.add(new Row<>(
                "endpoints taken out that were well, a day",
                score -> "%.1f".formatted(score.falseAlarms() * 24 / time.toHours())));
        rows.add(new Row<>(
                "calls into total outages and hangs, a minute", score -> "%.1f".formatted(score.deadCallsAMinute())));
        rows.add(new Row<>("calls for each request", score -> "%.4f".formatted(score.callsPerRequest())));
        rows.add(new Row<>("answered elsewhere", score -> "%.1f %%".formatted(100 * score.switchedShare())));
        rows.add(new Row<>(
                "arrival to answer: p50 / p99 / p99.9",
                score -> seconds(score.latencies().quantile(0.5)) + " / "
                        + seconds(score.latencies().quantile(0.99)) + " / "
                        + seconds(score.latencies().quantile(0.999))));
        rows.add(new Row<>("answered", score -> "%,d".formatted(score.answered())));
        rows.add(new Row<>("not answered within ten minutes and ten calls", score -> "%,d".formatted(score.lost())));
        return rows;
    }

    static String quantiles(List<Duration> times) {
        if (times.isEmpty()) {
            return "never";
        }
        List<Duration> sorted = times.stream().sorted().collect(Collectors.toCollection(ArrayList::new));
        Collections.sort(sorted);
        return seconds(at(sorted, 0.5)) + " / " + seconds(at(sorted, 0.95));
    }

    private static Duration at(List<Duration> sorted, double share) {
        return sorted.get((int) Math.max(0, Math.ceil(share * sorted.size()) - 1));
    }

    private static String seconds(Duration time) {
        double seconds = time.toMillis() / 1_000.0;
        return seconds < 100 ? "%.1f s".formatted(seconds) : "%.0f s".formatted(seconds);
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
