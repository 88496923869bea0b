package io.tieline.bench.outage;

import static io.tieline.bench.outage.Verdict.seconds;

import io.tieline.schemas.avro.HealthState;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.fault.FaultHandle;
import io.tieline.sim.wire.ApiError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The preferred endpoint answers every call with 500.
 *
 * @param runs how many times; the last time for long
 * @param hold how long it stays so the last time, after every dispatcher knows
 */
public record TotalFailure(int runs, Duration hold) implements Scenario {
    private static final Duration MOST_DETECTION = Duration.ofSeconds(2);
    private static final Duration MOST_SPREADING = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration SHORT_HOLD = Duration.ofSeconds(1);

    /** One time. */
    private record Run(Duration detection, Duration spreading, Instant out, Instant back) {}

    @Override
    public String name() {
        return "errors";
    }

    @Override
    public String what() {
        return "one endpoint answers every call with 500: DOWN within 2 s (median), known everywhere 250 ms later";
    }

    @Override
    public Verdict play(Fleet fleet) throws InterruptedException {
        Load load = Load.start(fleet);
        List<Run> done = new ArrayList<>();
        for (int i = 1; i <= runs; i++) {
            done.add(once(fleet, i == runs ? hold : SHORT_HOLD));
        }
        Load.Tally tally = load.stop();
        Verdict.Notes notes = new Verdict.Notes();
        List<Duration> detections = done.stream().map(Run::detection).sorted().toList();
        Duration median = detections.get(runs / 2);
        notes.figure(
                median.compareTo(MOST_DETECTION) <= 0,
                "DOWN after %s (median of %d; %s to %s)"
                        .formatted(
                                seconds(median), runs, seconds(detections.getFirst()), seconds(detections.getLast())));
        Duration slowest =
                done.stream().map(Run::spreading).max(Duration::compareTo).orElseThrow();
        notes.figure(
                slowest.compareTo(MOST_SPREADING) <= 0,
                "both dispatchers knew %d ms later at most (each: %s)"
                        .formatted(
                                slowest.toMillis(),
                                done.stream()
                                        .map(run -> run.spreading().toMillis() + " ms")
                                        .toList()));
        done.forEach(run -> Grants.note(fleet, run.out(), run.back(), notes));
        return notes.must(tally.isClean(), tally.inWords()).verdict();
    }

    private static Run once(Fleet fleet, Duration hold) throws InterruptedException {
        Instant injected = Instant.now();
        FaultHandle fault = fleet.inject(Fault.of(Fleet.primary(), new Effect.Fail(ApiError.SERVER_ERROR, null)));
        Ledger.Word down = fleet.awaitPrimary(Set.of(HealthState.DOWN), injected, PATIENCE);
        Instant known = fleet.knownEverywhere(down);
        Thread.sleep(hold);
        fault.clear();
        Ledger.Word recovering =
                fleet.awaitPrimary(Set.of(HealthState.RECOVERING), down.written(), PATIENCE.multipliedBy(10));
        var _ = fleet.awaitRecovery(recovering.written());
        return new Run(
                Duration.between(injected, down.written()),
                Duration.between(down.written(), known),
                known,
                recovering.written());
    }
}
