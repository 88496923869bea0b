package io.tieline.bench.outage;

import io.tieline.client.Reply;
import io.tieline.client.Request;
import io.tieline.schemas.avro.HealthState;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.fault.FaultHandle;
import io.tieline.sim.wire.ApiError;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * One request that gets 500 wherever it is sent.
 *
 * @param deadline how long it is tried
 */
public record Poison(Duration deadline) implements Scenario {
    @Override
    public String name() {
        return "poison";
    }

    @Override
    public String what() {
        return "one request gets 500 from every endpoint: no state changes";
    }

    @Override
    public Verdict play(Fleet fleet) throws InterruptedException {
        Load load = Load.start(fleet);
        Instant begin = Instant.now();
        String id = "poison-" + UUID.randomUUID();
        FaultHandle fault = fleet.inject(Fault.of(Fault.EVERY_ENDPOINT, new Effect.Fail(ApiError.SERVER_ERROR, null))
                .withRequestId(id));
        Request request =
                Load.request().requestId(id).deadline(begin.plus(deadline)).build();
        Reply reply = fleet.client().submit(request).join();
        fault.clear();
        long changes = fleet.ledger().words(begin).stream()
                .filter(word -> word.state() != HealthState.HEALTHY)
                .count();
        Load.Tally tally = load.stop();
        return new Verdict.Notes()
                .must(
                        !reply.isCompleted() && reply.record().getAttempts().size() > 1,
                        "the request: %s after %d calls (%s)"
                                .formatted(
                                        reply.outcome(),
                                        reply.record().getAttempts().size(),
                                        reply.error()
                                                .map(error -> error.getCode())
                                                .orElse("")))
                .must(changes == 0, "words of the table against any endpoint: " + changes)
                .must(tally.completed() == tally.requests() - 1 && tally.doubled() == 0, tally.inWords())
                .verdict();
    }
}
