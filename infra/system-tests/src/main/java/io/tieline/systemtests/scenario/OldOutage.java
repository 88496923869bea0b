package io.tieline.systemtests.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.systemtests.backend.ProcessBackend;
import io.tieline.systemtests.backend.TestCatalogue;
import io.tieline.systemtests.rig.GatewayCalls;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import io.tieline.testing.history.Event;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** All endpoints of the EU are out when a health stream is replaced, and requests for them are parked. Used by one thread. */
final class OldOutage {
    private static final int PARKED = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SPEND = "/v1/spend?by=tenant";

    private final Rig rig;
    private final Faulty faulty;
    private final GatewayCalls calls;
    private final URI healthStream;
    private final Map<String, Long> epochs = new HashMap<>();
    private long spent;

    private OldOutage(Rig rig, ProcessBackend backend, Faulty faulty, GatewayCalls calls) {
        this.rig = rig;
        this.faulty = faulty;
        this.calls = calls;
        healthStream = backend.healthUrl();
    }

    /** Returns when it is known, and requests wait for its end. */
    static OldOutage begin(Rig rig, ProcessBackend backend, Faulty faulty, GatewayCalls calls)
            throws IOException, InterruptedException {
        OldOutage outage = new OldOutage(rig, backend, faulty, calls);
        try (Traffic _ = rig.load().start(Kind.USUAL.on(TestCatalogue.EUROPE), PARKED)) {
            for (String endpoint : TestCatalogue.europeans()) {
                faulty.begin(Faulty.fault(endpoint, "unavailable"));
            }
            for (String endpoint : TestCatalogue.europeans()) {
                rig.awaitState(endpoint, Event.State::isOut, PATIENCE);
            }
            rig.await("requests to be parked", PATIENCE, () -> rig.parked() >= PARKED);
        }
        outage.remember();
        return outage;
    }

    private void remember() throws IOException, InterruptedException {
        for (String endpoint : TestCatalogue.europeans()) {
            epochs.put(endpoint, rig.word(endpoint).orElseThrow().epoch());
        }
        rig.awaitAnswer("the older health stream to tell of spend", PATIENCE, () -> spent() > 0);
        spent = spent();
    }

    private long spent() throws IOException, InterruptedException {
        long sum = 0;
        for (JsonNode tenant : calls.get(healthStream, SPEND).get("sums")) {
            sum += tenant.get("costMicroUsd").asLong();
        }
        return sum;
    }

    /**
     * Requires that a new health stream goes on with what the old one knew.
     *
     * @param since when the old one was gone
     */
    void requireKnown(Instant since) throws IOException, InterruptedException {
        for (Map.Entry<String, Long> before : epochs.entrySet()) {
            String endpoint = before.getKey();
            rig.await("the new health stream's word on " + endpoint, PATIENCE, () -> isOf(endpoint, since));
            Event.HealthWord word = rig.word(endpoint).orElseThrow();
            if (!word.state().isOut() || word.epoch() < before.getValue()) {
                throw new IllegalStateException(endpoint + " was out in epoch " + before.getValue()
                        + " by the old health stream, and by the new one it is " + word.state() + " in epoch "
                        + word.epoch());
            }
        }
        rig.awaitAnswer("the new health stream to be ready", PATIENCE, () -> calls.isReady(healthStream));
        for (String endpoint : TestCatalogue.europeans()) {
            requireConviction(endpoint, since);
        }
        // A sum that begins anew would grow: the first answer counts.
        rig.awaitAnswer("the new health stream to tell of spend", PATIENCE, () -> spent() >= 0);
        long now = spent();
        if (now < spent) {
            throw new IllegalStateException("of " + spent + " micro-dollars spent the new health stream knows " + now);
        }
    }

    private boolean isOf(String endpoint, Instant since) {
        return rig.word(endpoint).filter(word -> word.at().isAfter(since)).isPresent();
    }

    private void requireConviction(String endpoint, Instant since) throws IOException, InterruptedException {
        JsonNode history = calls.get(healthStream, "/v1/health/history?endpoint=" + endpoint);
        for (JsonNode change : history.get("transitions")) {
            if (change.get("to").asText().equals("DOWN")
                    && Instant.parse(change.get("at").asText()).isBefore(since)) {
                return;
            }
        }
        throw new IllegalStateException("when " + endpoint + " went down is no longer known: " + history);
    }

    void end() throws IOException, InterruptedException {
        for (String endpoint : TestCatalogue.europeans()) {
            faulty.end(Faulty.fault(endpoint, "unavailable"));
        }
    }
}
