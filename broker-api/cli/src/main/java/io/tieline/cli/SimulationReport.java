package io.tieline.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.schemas.ErrorCode;
import io.tieline.trace.Trace;
import io.tieline.whatif.play.CallTally;
import io.tieline.whatif.play.Fate.Source;
import io.tieline.whatif.play.Latencies;
import io.tieline.whatif.play.Score;
import io.tieline.whatif.play.Tally;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What simulations came to, beside what happened.
 *
 * @param outages which were played, as it was asked for
 * @param columns what happened first
 */
record SimulationReport(Trace trace, long seed, String outages, List<Column> columns) {
    private static final double MEDIAN = 0.5;
    private static final double P95 = 0.95;
    private static final double P99 = 0.99;
    private static final double PERCENT = 100;
    private static final double MILLIS = 1e-3;

    /** One simulation, or what happened. */
    record Column(String name, Score score) {}

    String text() {
        StringBuilder text = new StringBuilder("%,d requests, %s to %s; outages: %s; seed %d%n%n"
                .formatted(
                        trace.requests().size(),
                        Instant.ofEpochMilli(trace.startsAt()),
                        Instant.ofEpochMilli(trace.endsAt()),
                        outages,
                        seed)
                .replace(System.lineSeparator(), "\n"));
        text.append(requests("ALL ROUTES", Score::all));
        SortedSet<String> routes = new TreeSet<>();
        columns.forEach(column -> routes.addAll(column.score().routes().keySet()));
        if (routes.size() > 1) {
            for (String route : routes) {
                text.append('\n').append(requests("ROUTE " + route, score -> score.route(route)));
            }
        }
        SortedSet<String> endpoints = new TreeSet<>();
        columns.forEach(column -> endpoints.addAll(column.score().endpoints().keySet()));
        for (String endpoint : endpoints) {
            text.append('\n').append(calls("ENDPOINT " + endpoint, score -> score.callsTo(endpoint)));
        }
        return text.append(legend()).toString();
    }

    private static String legend() {
        return """

                Answered: within the deadline, of the requests that could be answered at all. Costs of all columns are by
                the catalogues' prices; what happened is priced by the first. Supposed: answers or calls that never happened;
                they are drawn from the recorded calls to the same endpoint, or to another where it is said so.
                """;
    }

    private String requests(String head, Function<Score, Tally> of) {
        Rows rows = new Rows(head);
        rows.add("requests", tally -> count(tally.requests()), of);
        rows.add("answered", tally -> percent(tally.availability()), of);
        rows.add("latency p50", tally -> seconds(tally.latencies(), MEDIAN), of);
        rows.add("latency p95", tally -> seconds(tally.latencies(), P95), of);
        rows.add("latency p99", tally -> seconds(tally.latencies(), P99), of);
        rows.add("cost, USD", tally -> Usd.text(tally.microUsd()), of);
        rows.add("calls", tally -> count(tally.calls()), of);
        rows.add("refused for residency", tally -> count(tally.residencyRefusals()), of);
        rows.addPlayed("degraded", tally -> count(tally.degraded()), of);
        rows.addPlayed("parked", tally -> count(tally.parked()), of);
        rows.add("without an answer", tally -> codes(tally.unanswered()), of);
        rows.add("answers supposed", tally -> supposed(tally.answersBySource()), of);
        return rows.toString();
    }

    private String calls(String head, Function<Score, CallTally> of) {
        Rows rows = new Rows(head);
        rows.add("calls", tally -> count(tally.calls()), of);
        rows.add("succeeded", tally -> count(tally.succeeded()), of);
        rows.add("latency p50", tally -> seconds(tally.latencies(), MEDIAN), of);
        rows.add("latency p95", tally -> seconds(tally.latencies(), P95), of);
        rows.add("cost, USD", tally -> Usd.text(tally.microUsd()), of);
        rows.add("failures", tally -> codes(tally.failures()), of);
        rows.addPlayed("taken out", tally -> count(tally.timesOut()), of);
        rows.add("calls supposed", tally -> supposed(tally.bySource()), of);
        return rows.toString();
    }

    /** A table with a column for each simulation. */
    private final class Rows {
        private final TextTable table;

        Rows(String head) {
            List<String> heads = new ArrayList<>(List.of(head));
            columns.forEach(column -> heads.add(column.name()));
            table = new TextTable(heads.toArray(String[]::new));
        }

        <T> void add(String what, Function<T, String> cell, Function<Score, T> of) {
            List<String> cells = new ArrayList<>(List.of(what));
            columns.forEach(column -> cells.add(cell.apply(of.apply(column.score()))));
            table.row(cells.toArray(String[]::new));
        }

        /** What a trace doesn't tell. */
        <T> void addPlayed(String what, Function<T, String> cell, Function<Score, T> of) {
            List<String> cells = new ArrayList<>(List.of(what, "-"));
            columns.stream().skip(1).forEach(column -> cells.add(cell.apply(of.apply(column.score()))));
            table.row(cells.toArray(String[]::new));
        }

        @Override
        public String toString() {
            return table.toString();
        }
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.3f %%", PERCENT * share);
    }

    private static String seconds(Latencies latencies, double share) {
        return latencies.count() == 0
                ? "-"
                : String.format(
                        Locale.ROOT,
                        "%.2f s",
                        MILLIS * latencies.quantile(share).toMillis());
    }

    private static String codes(Map<ErrorCode, Long> counts) {
        List<String> words = new ArrayList<>();
        counts.forEach((code, count) -> words.add(code + " " + count(count)));
        return words.isEmpty() ? "-" : String.join(", ", words);
    }

    private static String supposed(Map<Source, Long> counts) {
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        long recorded = counts.getOrDefault(Source.RECORDED, 0L);
        if (all == recorded) {
            return "-";
        }
        long borrowed = counts.getOrDefault(Source.BORROWED, 0L);
        String share = String.format(Locale.ROOT, "%.1f %%", PERCENT * (all - recorded) / all);
        return borrowed == 0
                ? share
                : share
                        + String.format(
                                Locale.ROOT, " (%.1f %% by another endpoint's calls)", PERCENT * borrowed / all);
    }

    ObjectNode json() {
        ObjectNode json = new JsonMapper().createObjectNode();
        json.put("requests", trace.requests().size());
        json.put("from", Instant.ofEpochMilli(trace.startsAt()).toString());
        json.put("to", Instant.ofEpochMilli(trace.endsAt()).toString());
        json.put("outages", outages);
        json.put("seed", seed);
        for (Column column : columns) {
            ObjectNode one = json.withArray("columns").addObject();
            one.put("name", column.name());
            put(one.putObject("all"), column.score().all());
            ObjectNode routes = one.putObject("routes");
            column.score().routes().forEach((name, tally) -> put(routes.putObject(name), tally));
            ObjectNode endpoints = one.putObject("endpoints");
            column.score().endpoints().forEach((id, tally) -> put(endpoints.putObject(id), tally));
        }
        return json;
    }

    private static void put(ObjectNode json, Tally tally) {
        json.put("requests", tally.requests());
        json.put("endAnyhow", tally.endAnyhow());
        json.put("open", tally.open());
        json.put("answered", tally.answered());
        json.put("availability", tally.availability());
        put(json, tally.latencies());
        json.put("costMicroUsd", tally.microUsd());
        json.put("calls", tally.calls());
        json.put("residencyRefusals", tally.residencyRefusals());
        json.put("degraded", tally.degraded());
        json.put("switched", tally.switched());
        json.put("parked", tally.parked());
        ObjectNode unanswered = json.putObject("unanswered");
        tally.unanswered().forEach((code, count) -> unanswered.put(code.wire(), count));
        putSources(json.putObject("answersBySource"), tally.answersBySource());
    }

    private static void put(ObjectNode json, CallTally tally) {
        json.put("calls", tally.calls());
        json.put("succeeded", tally.succeeded());
        put(json, tally.latencies());
        json.put("costMicroUsd", tally.microUsd());
        json.put("takenOut", tally.timesOut());
        ObjectNode failures = json.putObject("failures");
        tally.failures().forEach((code, count) -> failures.put(code.wire(), count));
        putSources(json.putObject("callsBySource"), tally.bySource());
    }

    private static void put(ObjectNode json, Latencies latencies) {
        json.put("p50Millis", latencies.quantile(MEDIAN).toMillis());
        json.put("p95Millis", latencies.quantile(P95).toMillis());
        json.put("p99Millis", latencies.quantile(P99).toMillis());
    }

    private static void putSources(ObjectNode json, Map<Source, Long> counts) {
        counts.forEach((source, count) -> json.put(source.name().toLowerCase(Locale.ROOT), count));
    }
}
