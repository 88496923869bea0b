package io.tieline.bench.outage;

import static io.tieline.bench.outage.Verdict.seconds;

import io.tieline.embedded.Directories;
import io.tieline.schemas.avro.HealthState;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.fault.FaultHandle;
import io.tieline.sim.wire.ApiError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The health stream is killed while an endpoint is down, and comes back without its state directory.
 *
 * @param length how long it is away
 */
public record HealthStreamAway(Duration length) implements Scenario {
    private static final Set<HealthState> OUT = Set.of(HealthState.DOWN, HealthState.PROBING);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration HOLD = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "health-stream-away";
    }

    @Override
    public String what() {
        return "the health stream is killed for 1 minute and restored from its changelog: dispatch goes on, no wrong"
                + " decision afterwards";
    }

    @Override
    public Verdict play(Fleet fleet) throws InterruptedException {
        Load load = Load.start(fleet);
        Instant injected = Instant.now();
        FaultHandle fault = fleet.inject(Fault.of(Fleet.primary(), new Effect.Fail(ApiError.UNAVAILABLE, null)));
        var _ = fleet.awaitPrimary(Set.of(HealthState.DOWN), injected, PATIENCE);
        fleet.healthStream().killAndHold();
        Ledger.Word before = newestOfPrimary(fleet, injected);
        Instant killed = Instant.now();
        Directories.delete(fleet.healthState());
        Thread.sleep(length);
        int backlog = load.backlog();
        Instant released = Instant.now();
        fleet.healthStream().release();
        Ledger.Word after = fleet.awaitPrimary(Set.of(HealthState.values()), released, PATIENCE);
        Instant known = fleet.knownEverywhere(after);
        Thread.sleep(HOLD);
        Instant cleared = Instant.now();
        fault.clear();
        Verdict.Notes notes = new Verdict.Notes()
                .must(
                        backlog <= Load.RATE,
                        "away for %s; requests without reply at its end: %d, calls to the dead endpoint meanwhile: %d"
                                .formatted(
                                        seconds(length),
                                        backlog,
                                        fleet.callsOfPrimary(killed, released).size()));
        noteResumption(before, after, released, notes);
        noteDecisions(fleet, known, cleared, after.written(), notes);
        var _ = fleet.awaitRecovery(cleared);
        Load.Tally tally = load.stop();
        return notes.must(tally.isClean(), tally.inWords()).verdict();
    }

    private static void noteResumption(Ledger.Word before, Ledger.Word after, Instant released, Verdict.Notes notes) {
        notes.must(
                OUT.contains(after.state())
                        && after.health().getEpoch() >= before.health().getEpoch(),
                "%s in epoch %d when killed, %s in epoch %d in its first word, %s after its start"
                        .formatted(
                                before.state(),
                                before.health().getEpoch(),
                                after.state(),
                                after.health().getEpoch(),
                                seconds(Duration.between(released, after.written()))));
    }

    /** While the endpoint is still dead: it must not be called or believed, nor any other be doubted. */
    private static void noteDecisions(
            Fleet fleet, Instant known, Instant cleared, Instant firstWord, Verdict.Notes notes) {
        Grants.note(fleet, known, cleared, notes);
        List<String> wrong = fleet.ledger().words(firstWord).stream()
                .filter(word -> word.written().isBefore(cleared))
                .filter(word -> word.endpointId().equals(Fleet.primary()) != OUT.contains(word.state()))
                .map(word -> word.endpointId() + " " + word.state())
                .distinct()
                .toList();
        notes.must(wrong.isEmpty(), "wrong words of the table after that: " + wrong);
    }

    private static Ledger.Word newestOfPrimary(Fleet fleet, Instant from) {
        return fleet.ledger().words(from).stream()
                .filter(word -> word.endpointId().equals(Fleet.primary()))
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
