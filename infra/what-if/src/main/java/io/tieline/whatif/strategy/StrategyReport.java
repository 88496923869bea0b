package io.tieline.whatif.strategy;

import io.tieline.routing.Lane;
import io.tieline.simulation.Incident;
import io.tieline.trace.TracedRequest;
import io.tieline.whatif.play.Play;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Compares the strategies, and writes a page in Markdown: the same for the same arguments. */
public final class StrategyReport {
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final Duration DEADLINE = Duration.ofHours(24);
    private static final int WORKERS = 4;
    private static final int DAYS_A_MONTH = 30;
    private static final long REQUESTS_A_MONTH = 1_000_000L * DAYS_A_MONTH;
    private static final double PERCENT = 100;
    private static final double MICRO = 1e-6;

    private final List<Long> seeds;
    private final int days;
    private final int sampled;

    /**
     * How thorough it is.
     *
     * @param seeds a time is played for each
     * @param days length of that time
     * @param sampled of so many requests one is played
     */
    public StrategyReport(List<Long> seeds, int days, int sampled) {
        if (seeds.isEmpty() || days < 1 || sampled < 1) {
            throw new IllegalArgumentException("seeds are " + seeds + ", days '" + days + "', sampled '" + sampled
                    + "', allowed: one seed or more, and 1 or more of the others");
        }
        this.seeds = List.copyOf(seeds);
        this.days = days;
        this.sampled = sampled;
    }

    /** Plays everything. */
    public String write() {
        StringBuilder page = new StringBuilder(StrategyText.introduction(seeds, days, sampled));
        for (Weather weather : Weather.ALL) {
            Map<Incident.Severity, Long> incidents = new EnumMap<>(Incident.Severity.class);
            SequencedMap<Strategy, Result> results = new LinkedHashMap<>();
            for (long seed : seeds) {
                play(weather, seed, incidents, results);
            }
            page.append(StrategyText.weather(weather, incidents)).append(table(results));
        }
        return page.append(StrategyText.caveats()).toString();
    }

    private void play(
            Weather weather, long seed, Map<Incident.Severity, Long> incidents, Map<Strategy, Result> results) {
        List<Incident> plan = weather.incidents(seed, START, START.plus(Duration.ofDays(days)));
        plan.forEach(incident -> incidents.merge(incident.severity(), 1L, Long::sum));
        for (Strategy strategy : Strategy.ALL) {
            Result result = strategy.play(
                    new Play.Script(() -> requests().iterator(), START, WORKERS), Weather.world(seed + 1, plan));
            results.merge(strategy, result, Result::plus);
        }
    }

    private Stream<TracedRequest> requests() {
        long gap = Market.BETWEEN_REQUESTS.multipliedBy(sampled).toMillis();
        long count = Duration.ofDays(days).toMillis() / gap;
        return LongStream.range(0, count).mapToObj(i -> {
            long at = START.toEpochMilli() + i * gap;
            return new TracedRequest(
                    "r" + i,
                    "product",
                    Market.ROUTE,
                    Lane.BATCH,
                    at,
                    at + DEADLINE.toMillis(),
                    0,
                    null,
                    Market.ASK,
                    List.of(),
                    null);
        });
    }

    private static String table(Map<Strategy, Result> results) {
        Result single = results.getOrDefault(Strategy.SINGLE, Result.NOTHING);
        String rows = results.entrySet().stream()
                .map(entry -> row(entry.getKey(), entry.getValue(), single))
                .collect(Collectors.joining());
        return """
                | strategy | API, USD a month | of one provider's | the same for each answer | fixed, USD a month | answered within 15 s | within 24 h | by a lesser model |
                |---|---|---|---|---|---|---|---|
                """ + rows + "\n";
    }

    private static String row(Strategy strategy, Result result, Result single) {
        String later = strategy.byTieline() ? percent(result.everShare()) : "gives up";
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %.3f | %.3f | %,d | %s | %s | %s |\n",
                strategy.name(),
                result.perRequest() * REQUESTS_A_MONTH * MICRO,
                result.perRequest() / single.perRequest(),
                result.perAnswer() / single.perAnswer(),
                strategy.fixedUsdAMonth(),
                percent(result.soonShare()),
                later,
                percent(result.belowShare()));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.3f %%", PERCENT * share);
    }
}
