package io.tieline.bench.outage;

import static io.tieline.bench.outage.Verdict.seconds;

import io.tieline.schemas.avro.HealthState;
import io.tieline.sim.calls.Call;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.fault.FaultHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The preferred endpoint takes calls and says nothing. */
public record Hang() implements Scenario {
    private static final Duration MOST_DETECTION = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration HOLD = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "hang";
    }

    @Override
    public String what() {
        return "one endpoint takes calls and never answers: DOWN within 15 s, its slots freed";
    }

    @Override
    public Verdict play(Fleet fleet) throws InterruptedException {
        Load load = Load.start(fleet);
        Instant injected = Instant.now();
        FaultHandle fault = fleet.inject(Fault.of(Fleet.primary(), new Effect.Hang()));
        Ledger.Word down = fleet.awaitPrimary(Set.of(HealthState.DOWN), injected, PATIENCE);
        Thread.sleep(HOLD);
        List<Call> hung = fleet.callsOfPrimary(injected, down.written());
        int held = fleet.stack().simulator().stats().endpoint(Fleet.primary()).inFlight();
        Instant lastFreed =
                hung.stream().map(Call::end).max(Comparator.naturalOrder()).orElse(injected);
        fault.clear();
        var _ = fleet.awaitRecovery(down.written());
        Load.Tally tally = load.stop();
        Duration detection = Duration.between(injected, down.written());
        return new Verdict.Notes()
                .figure(detection.compareTo(MOST_DETECTION) <= 0, "DOWN after " + seconds(detection))
                .must(
                        held <= 1,
                        "%d calls hung; the last was cut off %s after that, and %d (a probe at most) still hung %s later"
                                .formatted(
                                        hung.size(),
                                        seconds(Duration.between(down.written(), lastFreed)),
                                        held,
                                        seconds(HOLD)))
                .must(tally.isClean(), tally.inWords())
                .verdict();
    }
}
