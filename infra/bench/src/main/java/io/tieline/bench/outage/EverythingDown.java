package io.tieline.bench.outage;

import static io.tieline.bench.outage.Verdict.seconds;

import io.tieline.dev.ServiceProcess;
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
 * Every endpoint is down under load, and comes back.
 *
 * @param length how long they are down
 */
public record EverythingDown(Duration length) implements Scenario {
    /** Until the table has every endpoint down, and dispatchers stand still. */
    private static final Duration SETTLING = Duration.ofSeconds(15);

    private static final double MOST_CORE = 0.10;
    private static final int CAUGHT_UP = 5;

    @Override
    public String name() {
        return "all-down";
    }

    @Override
    public String what() {
        return "every endpoint is down for 3 minutes under load: only probes, idle dispatchers, nothing lost";
    }

    @Override
    public Verdict play(Fleet fleet) throws InterruptedException {
        Load load = Load.start(fleet);
        Thread.sleep(Duration.ofSeconds(5));
        Instant injected = Instant.now();
        FaultHandle fault = fleet.inject(Fault.of(Fault.EVERY_ENDPOINT, new Effect.Fail(ApiError.UNAVAILABLE, null)));
        Thread.sleep(SETTLING);
        Instant settled = Instant.now();
        List<Duration> used = processorTimes(fleet);
        Thread.sleep(length.minus(SETTLING));
        List<Duration> usedAtEnd = processorTimes(fleet);
        Instant over = Instant.now();
        int backlog = load.backlog();
        fault.clear();
        Verdict.Notes notes = new Verdict.Notes();
        noteStates(fleet, notes);
        Grants.noteAll(fleet, settled, over, notes);
        for (int i = 0; i < used.size(); i++) {
            double core = (double) usedAtEnd.get(i).minus(used.get(i)).toNanos()
                    / Duration.between(settled, over).toNanos();
            notes.figure(core < MOST_CORE, "dispatcher %d used %.1f %% of a core".formatted(i + 1, core * 100));
        }
        drain(fleet, load, Duration.between(injected, over), backlog, over, notes);
        var _ = fleet.awaitRecovery(over);
        Load.Tally tally = load.stop();
        return notes.must(tally.isClean(), tally.inWords()).verdict();
    }

    private static List<Duration> processorTimes(Fleet fleet) {
        return fleet.dispatchers().stream().map(ServiceProcess::processorTime).toList();
    }

    private static void noteStates(Fleet fleet, Verdict.Notes notes) {
        List<String> states = new ArrayList<>();
        boolean allOut = true;
        for (Ledger.Word word : fleet.ledger().newest()) {
            states.add(word.endpointId() + " " + word.state());
            allOut &= word.state() == HealthState.DOWN || word.state() == HealthState.PROBING;
        }
        notes.must(allOut, "at the end of the outage: " + String.join(", ", states));
    }

    /** How long the backlog took, beside what a queue that is served at a constant rate would take. */
    private static void drain(Fleet fleet, Load load, Duration outage, int backlog, Instant over, Verdict.Notes notes)
            throws InterruptedException {
        Ledger.Word recovering = firstRecovery(fleet, over);
        while (load.backlog() > CAUGHT_UP) {
            Thread.sleep(Duration.ofMillis(50));
        }
        Duration drain = Duration.between(over, Instant.now());
        long capacity = load.mostRepliesInASecond(over);
        double formula = Load.RATE * (outage.toMillis() / 1000.0) / Math.max(1, capacity - Load.RATE);
        notes.note("%,d requests waited; %s was the first to recover, %s after the outage"
                .formatted(backlog, recovering.endpointId(), seconds(Duration.between(over, recovering.written()))));
        notes.note(
                ("drained %s after the outage; l T / (C - l) with l = %d/s, T = %s and C = %d/s, the most replies in a"
                                + " second, gives %.2f s more than the recovery")
                        .formatted(seconds(drain), Load.RATE, seconds(outage), capacity, formula));
    }

    private static Ledger.Word firstRecovery(Fleet fleet, Instant over) throws InterruptedException {
        Set<HealthState> recovered = Set.of(HealthState.RECOVERING, HealthState.HEALTHY);
        while (true) {
            var first = fleet.ledger().words(over).stream()
                    .filter(word -> recovered.contains(word.state()))
                    .findFirst();
            if (first.isPresent()) {
                return first.get();
            }
            Thread.sleep(Duration.ofMillis(50));
        }
    }
}
