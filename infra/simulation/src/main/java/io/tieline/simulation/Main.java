package io.tieline.simulation;

import io.tieline.routing.Endpoint;
import io.tieline.simulation.Report.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Writes the report: {@code [--seed N] [--days N] [--out FILE]}. */
public final class Main {
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final Duration STEP = Duration.ofMillis(100);
    private static final Duration GRACE = Duration.ofMinutes(15);
    private static final Duration MEAN_GAP = Duration.ofHours(3);
    private static final int WORKERS = 8;
    private static final double PER_SECOND_AND_ENDPOINT = 10;
    private static final int RUNS = 200;
    private static final Duration LIMIT = Duration.ofMinutes(20);

    /** A rule, made anew for each run. */
    record Rule(String name, BiFunction<List<Endpoint>, Instant, Policy> make) {}

    static final Rule TIELINE = new Rule("Tieline", TielinePolicy::new);

    private static final List<Rule> RULES = List.of(
            TIELINE,
            new Rule(
                    "Resilience4j's defaults, per worker",
                    (endpoints, now) -> new BreakerPolicy(endpoints, WORKERS, now)),
            new Rule("five in a row, per worker", (endpoints, now) -> new ConsecutivePolicy(endpoints, WORKERS)));

    private Main() {}

    /** Runs it. */
    public static void main(String[] args) throws IOException {
        long seed = Long.parseLong(option(args, "--seed", "1"));
        Duration time = Duration.ofDays(Long.parseLong(option(args, "--days", "7")));
        String report = report(seed, time, new Thoroughness(RUNS, 10));
        String out = option(args, "--out", "");
        if (out.isEmpty()) {
            System.out.print(report);
        } else {
            Files.writeString(Path.of(out), report);
            System.out.println("wrote " + out);
        }
    }

    private static String option(String[] args, String name, String otherwise) {
        for (int i = 0; i + 1 < args.length; i++) {
            if (args[i].equals(name)) {
                return args[i + 1];
            }
        }
        return otherwise;
    }

    /**
     * How much is tried beside the days.
     *
     * @param runs of each detection
     * @param calmDays days in which false alarms are counted
     */
    record Thoroughness(int runs, int calmDays) {}

    /** The whole page; the same for the same arguments. */
    static String report(long seed, Duration time, Thoroughness thoroughness) {
        List<Score> scores = new ArrayList<>();
        for (Rule rule : RULES) {
            scores.add(days(seed, time, rule));
        }
        Report report = new Report();
        report.text(
                ReportText.introduction(seed, time.toHours(), WORKERS, PER_SECOND_AND_ENDPOINT, MEAN_GAP.toHours()));
        report.table("", scores, Score::name, Report.days(time));
        report.text(ReportText.detection(thoroughness.runs(), LIMIT.toMinutes(), WORKERS));
        report.table("traffic, errors", RULES, Rule::name, detections(seed, thoroughness.runs()));
        report.text(ReportText.falseAlarms(thoroughness.calmDays()));
        report.table("traffic, errors", RULES, Rule::name, falseAlarms(seed, thoroughness.calmDays()));
        return report.toString().stripTrailing() + "\n";
    }

    static Score days(long seed, Duration time, Rule rule) {
        List<Endpoint> endpoints = Models.endpoints();
        Instant end = START.plus(time);
        List<Incident> incidents = new IncidentPlan(seed, endpoints, MEAN_GAP).incidents(START, end);
        World world = new World(seed + 1, incidents, Models.latencies());
        Policy policy = rule.make().apply(endpoints, START);
        Score score = new Score(world, policy, endpoints);
        Timeline timeline = new Timeline(START);
        Fleet.Load load = new Fleet.Load(Models.routes(), WORKERS, PER_SECOND_AND_ENDPOINT * endpoints.size());
        new Fleet(seed + 2, timeline, world, policy, score, load).arriveUntil(end);
        tickUntil(end.plus(GRACE), timeline, policy, score);
        timeline.runUntil(end.plus(GRACE));
        return score;
    }

    private static void tickUntil(Instant end, Timeline timeline, Policy policy, Score score) {
        Instant next = timeline.now().plus(STEP);
        if (next.isBefore(end)) {
            timeline.at(next, () -> {
                policy.tick(next);
                score.look(next, STEP);
                tickUntil(end, timeline, policy, score);
            });
        }
    }

    private static List<Row<Rule>> detections(long seed, int runs) {
        List<Row<Rule>> rows = new ArrayList<>();
        for (double perSecond : List.of(10.0, 1.0)) {
            for (double errors : List.of(1.0, 0.5, 0.3, 0.15)) {
                rows.add(new Row<>("%.0f/s, %.0f %%".formatted(perSecond, 100 * errors), rule -> {
                    List<Duration> times =
                            new Grid(WORKERS, rule.make()).detections(seed, perSecond, errors, runs, LIMIT);
                    String seen = times.size() == runs ? "" : " (%d %%)".formatted(100 * times.size() / runs);
                    return Report.quantiles(times) + seen;
                }));
            }
        }
        return rows;
    }

    private static List<Row<Rule>> falseAlarms(long seed, int days) {
        List<Row<Rule>> rows = new ArrayList<>();
        for (double errors : List.of(0.01, 0.03, 0.05)) {
            rows.add(new Row<>(
                    "10/s, %.0f %%".formatted(100 * errors),
                    rule -> "%.1f".formatted(new Grid(WORKERS, rule.make()).falseAlarms(seed, 10, errors, 0, days))));
        }
        rows.add(new Row<>(
                "10/s, 1 %, and 6 calls at a time cut off every 5,000 calls",
                rule -> "%.1f".formatted(new Grid(WORKERS, rule.make()).falseAlarms(seed, 10, 0.01, 6, days))));
        return rows;
    }
}
