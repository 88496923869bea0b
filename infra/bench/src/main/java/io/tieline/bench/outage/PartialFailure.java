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
 * The preferred endpoint answers 30 % of its calls with 529.
 *
 * @param runs how many times
 */
public record PartialFailure(int runs) implements Scenario {
    private static final double FRACTION = 0.3;
    private static final Duration MOST_DETECTION = Duration.ofSeconds(8);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Set<HealthState> NOTICED = Set.of(HealthState.SUSPECT, HealthState.DOWN);

    @Override
    public String name() {
        return "partial";
    }

    @Override
    public String what() {
        return "one endpoint answers 30 % of its calls with 529: SUSPECT or DOWN within 8 s, the others untouched";
    }

    @Override
    public Verdict play(Fleet fleet) throws InterruptedException {
        Load load = Load.start(fleet);
        Instant begin = Instant.now();
        List<Duration> detections = new ArrayList<>();
        List<Duration> convictions = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            Instant injected = Instant.now();
            FaultHandle fault = fleet.inject(Fault.of(Fleet.primary(), new Effect.Fail(ApiError.OVERLOADED, null))
                    .withFraction(FRACTION)
                    .withSeed(run));
            Ledger.Word noticed = fleet.awaitPrimary(NOTICED, injected, PATIENCE);
            Ledger.Word down = fleet.awaitPrimary(Set.of(HealthState.DOWN), injected, PATIENCE);
            detections.add(Duration.between(injected, noticed.written()));
            convictions.add(Duration.between(injected, down.written()));
            fault.clear();
            var _ = fleet.awaitRecovery(down.written());
        }
        long others = fleet.ledger().words(begin).stream()
                .filter(word -> !word.endpointId().equals(Fleet.primary()) && word.state() != HealthState.HEALTHY)
                .count();
        Load.Tally tally = load.stop();
        return new Verdict.Notes()
                .figure(
                        median(detections).compareTo(MOST_DETECTION) <= 0,
                        "SUSPECT, on half of its traffic, after %s (median; each: %s)"
                                .formatted(seconds(median(detections)), inSeconds(detections)))
                .note("DOWN after %s (median; each: %s)"
                        .formatted(seconds(median(convictions)), inSeconds(convictions)))
                .must(others == 0, "words of the table against any other endpoint: " + others)
                .must(tally.isClean(), tally.inWords())
                .verdict();
    }

    private static Duration median(List<Duration> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    private static List<String> inSeconds(List<Duration> times) {
        return times.stream().map(Verdict::seconds).toList();
    }
}
