package io.tieline.health.state;

import io.tieline.health.judge.Condition;
import io.tieline.health.judge.Detector;
import io.tieline.health.judge.Evidence;
import io.tieline.health.judge.Grant;
import io.tieline.health.judge.Judge;
import io.tieline.health.judge.JudgeSettings;
import io.tieline.health.judge.Reason;
import io.tieline.health.measure.Measurements;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.HealthState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Conditions, judges, endpoints and attempts for tests. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Reason REASON = new Reason("provider.overloaded", "8 of 9 calls failed");
    static final EndpointId ID = new EndpointId("acme-large-eu", "acme", "large", Set.of("aws", "eu-west-1"));

    private Samples() {}

    /** One of each kind, each number in it unlike the others. */
    static List<Condition> conditions() {
        return Stream.concat(
                        Arrays.stream(HealthState.values()).map(state -> condition(state, 17, NOW)),
                        Stream.of(new Condition.Probing(
                                18,
                                NOW,
                                REASON,
                                NOW.minusSeconds(7),
                                2,
                                Optional.of(new Grant("w2", NOW.plusSeconds(9))))))
                .toList();
    }

    static Condition condition(HealthState state, long epoch, Instant since) {
        return switch (state) {
            case HEALTHY -> new Condition.Healthy(epoch, since, new Reason("ok", "nothing has spoken against it"));
            case SUSPECT -> new Condition.Suspect(epoch, since, REASON);
            case DOWN -> new Condition.Down(epoch, since, REASON, since.minusSeconds(7), since.plusMillis(5_678));
            case PROBING -> new Condition.Probing(epoch, since, REASON, since.minusSeconds(7), 3, Optional.empty());
            case RECOVERING ->
                new Condition.Recovering(epoch, since, new Reason("ok", "in steps"), 2, since.plusMillis(1_234), 4);
        };
    }

    static Evidence evidence() {
        return Evidence.restored(
                NOW.minusSeconds(40),
                NOW.minusSeconds(3),
                21,
                7,
                Map.of("provider.overloaded", 6L, "provider.timeout", 2L),
                List.of("r9", "r1", "r5"),
                List.of("w1", "w3"));
    }

    static Judge judge(String name, Condition condition) {
        Detector detector = Detector.restored(JudgeSettings.DEFAULTS, 12.5, 0.0375, Optional.of(evidence()));
        Map<String, Instant> workers = Map.of("w1", NOW.minusSeconds(1), "w2", NOW.minusMillis(1_700));
        return Judge.restored(name, JudgeSettings.DEFAULTS, condition, detector, 3, 11, workers);
    }

    static EndpointHealth endpoint(EndpointId id, Condition condition) {
        return new EndpointHealth(id, judge(id.name(), condition), new Measurements(), NOW);
    }

    static Attempt.Builder attempt(String code) {
        return Attempt.newBuilder()
                .setAttemptId("a1")
                .setRequestId("r1")
                .setTenant("t1")
                .setRoute("summarize")
                .setNumber(1)
                .setEndpointId(ID.name())
                .setProvider(ID.provider())
                .setModel(ID.model())
                .setWorkerId("w1")
                .setStartedAt(NOW.minusSeconds(2))
                .setEndedAt(NOW)
                .setCode(code)
                .setCostMicroUsd(70)
                .setFailureDomains(List.copyOf(ID.failureDomains()));
    }
}
