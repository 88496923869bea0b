package io.tieline.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What a decision is made from: three healthy candidates, ten attempts and a minute's time unless told otherwise. */
final class Situation {
    static final Instant NOW = Samples.NOW;

    List<Endpoint> candidates = List.of(Samples.endpoint("a"), Samples.endpoint("b"), Samples.endpoint("c"));
    Instant deadline = NOW.plusSeconds(60);
    Instant takenAt = NOW;
    int maxAttempts = 10;
    Lane lane = Lane.BATCH;
    String requestId = "r-1";
    boolean totalOutage;

    private final Map<String, Admission> health = new HashMap<>();
    private final Set<String> full = new HashSet<>();
    private final Set<String> worked = new HashSet<>();
    private final List<Tried> tried = new ArrayList<>();

    void failed(String endpointId, ErrorCode code, Instant endedAt) {
        tried.add(new Tried(endpointId, code, endedAt));
    }

    void probeFailed(String endpointId, Instant endedAt) {
        tried.add(new Tried(endpointId, ErrorCode.PROVIDER_OVERLOADED, endedAt, true));
    }

    void doubt(String endpointId) {
        doubt(endpointId, NOW);
    }

    void doubt(String endpointId, Instant since) {
        health.put(endpointId, new Admission.Doubtful(since, "nobody knows"));
    }

    void limit(String endpointId, double share) {
        health.put(endpointId, new Admission.Limited(share, "recovers"));
    }

    void doubtAll() {
        candidates.forEach(candidate -> doubt(candidate.id()));
    }

    void deny(String endpointId, Instant until) {
        health.put(endpointId, new Admission.Denied(until, "left alone"));
    }

    void denyAll(Instant until) {
        candidates.forEach(candidate -> deny(candidate.id(), until));
    }

    /** Others have succeeded there since. */
    void works(String endpointId) {
        worked.add(endpointId);
    }

    void fill(String endpointId) {
        full.add(endpointId);
    }

    /** A decision that calls the candidate at this place of the route. */
    Decision call(int index) {
        return new Decision.Call(candidates.get(index));
    }

    /** A decision to wait for room at these candidates of the route, until something else may have changed. */
    Decision awaitRoom(Instant until, Integer... indices) {
        return new Decision.AwaitRoom(Stream.of(indices).map(candidates::get).toList(), until);
    }

    Verdict decide() {
        return decide(NOW);
    }

    Verdict decide(Instant now) {
        return Router.decide(
                new Errand(requestId, Plan.over(candidates), deadline, maxAttempts, takenAt, lane),
                tried,
                new View(),
                endpoint -> !full.contains(endpoint.id()),
                Purse.BOTTOMLESS,
                now);
    }

    private final class View implements HealthView {
        @Override
        public Admission admission(Endpoint endpoint, Instant now) {
            return health.getOrDefault(endpoint.id(), new Admission.Admitted());
        }

        @Override
        public boolean anyAdmitted(Instant now) {
            return !totalOutage;
        }

        @Override
        public boolean workedSince(Endpoint endpoint, Instant moment) {
            return worked.contains(endpoint.id());
        }
    }

    static Instant untilOf(Decision decision) {
        return switch (decision) {
            case Decision.Wait(Instant until, String _) -> until;
            case Decision.Park(Instant until, String _) -> until;
            case Decision.Call _, Decision.AwaitRoom _, Decision.Finish _ ->
                throw new AssertionError("no wait: " + decision);
        };
    }

    static void assertFinish(Verdict verdict, Outcome outcome, ErrorCode code) {
        assertThat(verdict.decision()).isInstanceOfSatisfying(Decision.Finish.class, finish -> {
            assertThat(finish.outcome()).isEqualTo(outcome);
            assertThat(finish.code()).isEqualTo(code);
        });
    }
}
