package io.tieline.whatif.play;

import io.tieline.dispatcher.budget.Budgets;
import io.tieline.routing.Catalogue;
import io.tieline.simulation.Timeline;
import io.tieline.trace.Trace;
import io.tieline.trace.TracedRequest;
import io.tieline.whatif.play.FleetView.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Requests under one catalogue in one world, in virtual time: what {@code Router.decide} says is done, by the health
 * stream's own judge and the dispatchers' own limits and budgets. The same for the same arguments. Not thread-safe.
 */
public final class Play {
    /** What an attempt needs to the health stream and its word to the dispatchers, together. */
    static final Duration LAG = Duration.ofMillis(100);

    private static final Duration TICK = Duration.ofMillis(100);

    /** Where every endpoint is well, nothing is to happen at a moment that is fixed. */
    private static final Duration CALM_TICK = Duration.ofSeconds(1);

    private static final Duration BETWEEN_FIGURES = Duration.ofSeconds(5);
    private static final Duration AT_A_TIME = Duration.ofMinutes(1);

    final Timeline timeline;
    final FleetView fleet;
    final Rooms rooms;
    final Budgets budgets = new Budgets("what-if", () -> 1);
    final Catalogue catalogue;
    final World world;
    final Overhead overhead;
    final Score score = new Score();
    final int workers;

    /** The family that each job keeps to. */
    final Map<String, String> pins = new HashMap<>();

    private final Iterable<TracedRequest> requests;
    private long open;
    private Instant figuresDue;

    /**
     * Requests to play.
     *
     * @param requests by the time at which they were made; gone through once, so that they need not be in memory
     * @param startsAt not after the first of them
     * @param workers dispatchers that serve them, 1 or more
     */
    public record Script(Iterable<TracedRequest> requests, Instant startsAt, int workers) {
        /** Those of a trace. */
        public static Script of(Trace trace) {
            return new Script(trace.requests(), Instant.ofEpochMilli(trace.startsAt()), trace.workers());
        }
    }

    private Play(Script script, Catalogue catalogue, World world, Overhead overhead) {
        Instant start = script.startsAt();
        this.requests = script.requests();
        this.workers = script.workers();
        this.catalogue = catalogue;
        this.world = world;
        this.overhead = overhead;
        this.timeline = new Timeline(start);
        this.fleet = new FleetView(catalogue, start);
        this.rooms = new Rooms(catalogue, workers, timeline);
        this.figuresDue = start;
    }

    /**
     * Plays it.
     *
     * @param overhead what the broker itself takes
     */
    public static Score of(Script script, Catalogue catalogue, World world, Overhead overhead) {
        return new Play(script, catalogue, world, overhead).toItsEnd();
    }

    /** Plays a trace. */
    public static Score of(Trace trace, Catalogue catalogue, World world, Overhead overhead) {
        return of(Script.of(trace), catalogue, world, overhead);
    }

    private Score toItsEnd() {
        tick();
        for (TracedRequest request : requests) {
            Instant arrival = Instant.ofEpochMilli(request.arrivedAt());
            timeline.runUntil(arrival);
            score.of(request).forEach(tally -> tally.asked(request.endsAnyhow()));
            if (!request.endsAnyhow()) {
                open++;
                timeline.at(arrival.plus(overhead.before()), () -> new Run(this, request).begin());
            }
        }
        for (Instant until = timeline.now(); open > 0; until = until.plus(AT_A_TIME)) {
            timeline.runUntil(until);
        }
        for (Bench bench : fleet.benches()) {
            if (bench.timesOut() > 0) {
                score.endpoint(bench.endpoint().id()).takenOut(bench.timesOut());
            }
        }
        return score;
    }

    private void tick() {
        Instant now = timeline.now();
        boolean figures = !now.isBefore(figuresDue);
        for (Bench bench : fleet.benches()) {
            bench.tick(now);
            if (figures) {
                bench.figures(now);
            }
            tellLater(bench);
        }
        figuresDue = figures ? now.plus(BETWEEN_FIGURES) : figuresDue;
        boolean calm = fleet.benches().stream().allMatch(Bench::isCalm);
        timeline.at(now.plus(calm ? CALM_TICK : TICK), this::tick);
    }

    /** What the judge has come to think reaches the dispatchers a moment later. */
    void tellLater(Bench bench) {
        if (bench.hasNews() && !bench.isTelling()) {
            bench.telling(true);
            timeline.at(timeline.now().plus(LAG), () -> {
                bench.telling(false);
                if (bench.hasNews()) {
                    bench.tell();
                    fleet.changed(bench);
                }
            });
        }
    }

    /** Wakes the sleeper then, unless it is awake. */
    void wakeAt(Instant moment, Sleeper sleeper) {
        timeline.at(moment, sleeper::wake);
    }

    void isOver() {
        open--;
    }
}
