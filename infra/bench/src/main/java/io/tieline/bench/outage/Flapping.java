package io.tieline.bench.outage;

import io.tieline.schemas.avro.HealthState;
import io.tieline.sim.calls.Call;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.wire.ApiError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The preferred endpoint comes and goes.
 *
 * @param times how often
 * @param down how long it is away each time
 * @param up how long it works in between
 */
public record Flapping(int times, Duration down, Duration up) implements Scenario {
    /** A cycle may take it out, let it come back, and take it out once more. */
    private static final int MOST_OUTS_PER_CYCLE = 2;

    @Override
    public String name() {
        return "flapping";
    }

    @Override
    public String what() {
        return "one endpoint is up for 20 s and down for 40 s, 20 times: bounded switches, no request fails";
    }

    @Override
    public Verdict play(Fleet fleet) throws InterruptedException {
        Load load = Load.start(fleet);
        Instant begin = Instant.now();
        for (int i = 0; i < times; i++) {
            var _ = fleet.inject(Fault.of(Fleet.primary(), new Effect.Fail(ApiError.UNAVAILABLE, null))
                    .withSchedule(Duration.ZERO, down));
            Thread.sleep(down.plus(up));
        }
        Instant end = Instant.now();
        List<HealthState> states = fleet.ledger().words(begin).stream()
                .filter(word -> word.endpointId().equals(Fleet.primary()))
                .map(Ledger.Word::state)
                .toList();
        long outs = changesTo(HealthState.DOWN, states);
        List<Call> calls = fleet.callsOfPrimary(begin, end);
        long failed = calls.stream().filter(call -> call.fault() != null).count();
        var _ = fleet.awaitRecovery(end);
        Load.Tally tally = load.stop();
        return new Verdict.Notes()
                .must(
                        outs <= (long) MOST_OUTS_PER_CYCLE * times,
                        "taken out %d times in %d cycles, healthy again in between %d times"
                                .formatted(outs, times, changesTo(HealthState.HEALTHY, states)))
                .note("calls to it: %,d good, %,d failed (%.1f a cycle)"
                        .formatted(calls.size() - failed, failed, (double) failed / times))
                .must(tally.isClean(), tally.inWords())
                .verdict();
    }

    private static long changesTo(HealthState state, List<HealthState> states) {
        long changes = 0;
        for (int i = 1; i < states.size(); i++) {
            if (states.get(i) == state && states.get(i - 1) != state) {
                changes++;
            }
        }
        return changes;
    }
}
