package io.tieline.simulation;

import io.tieline.health.judge.Condition;
import io.tieline.health.judge.Grant;
import io.tieline.health.judge.Judge;
import io.tieline.health.judge.JudgeSettings;
import io.tieline.health.judge.Observation;
import io.tieline.health.state.HealthRecords;
import io.tieline.health.state.Observations;
import io.tieline.routing.Admission;
import io.tieline.routing.Endpoint;
import io.tieline.routing.EndpointStatus;
import io.tieline.routing.HealthView;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.HealthState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** The product's own: one judge for each endpoint, whose word reaches every worker a moment later. */
final class TielinePolicy implements Policy {
    /** What an attempt needs to the health stream, and a word to the dispatchers, each. */
    private static final Duration LAG = Duration.ofMillis(50);

    private static final Duration OVERDUE = Duration.ofSeconds(10);

    private final Map<String, Bench> benches = new HashMap<>();
    private final List<Endpoint> endpoints;

    /** One endpoint's judge, and the word on it before and after its last change. */
    private static final class Bench {
        private final Judge judge;
        private EndpointStatus before;
        private EndpointStatus after;
        private Instant changedAt;
        private int convictions;

        Bench(Endpoint endpoint, Instant now) {
            judge = new Judge(endpoint.id(), JudgeSettings.DEFAULTS, now);
            after = status(judge);
            before = after;
            changedAt = now;
        }

        void told(Instant now) {
            if (judge.condition().epoch() == after.epoch()) {
                return;
            }
            before = after;
            after = status(judge);
            changedAt = now;
            if (after.state() == HealthState.DOWN && before.takesCalls()) {
                convictions++;
            }
        }

        EndpointStatus word(Instant now) {
            return now.isBefore(changedAt.plus(LAG)) ? before : after;
        }
    }

    TielinePolicy(List<Endpoint> endpoints, Instant now) {
        this.endpoints = endpoints;
        endpoints.forEach(endpoint -> benches.put(endpoint.id(), new Bench(endpoint, now)));
    }

    private static EndpointStatus status(Judge judge) {
        Condition condition = judge.condition();
        Optional<String> prober = condition instanceof Condition.Probing probing
                ? probing.grant().map(Grant::workerId)
                : Optional.empty();
        return new EndpointStatus(
                HealthRecords.state(condition),
                condition.since(),
                condition.epoch(),
                judge.admitted(),
                prober,
                condition.reason().words(),
                OVERDUE,
                Duration.ZERO,
                Duration.ZERO);
    }

    private Bench bench(Endpoint endpoint) {
        return Objects.requireNonNull(benches.get(endpoint.id()));
    }

    @Override
    public String name() {
        return "Tieline";
    }

    @Override
    public HealthView view(int worker) {
        return new HealthView() {
            @Override
            public Admission admission(Endpoint endpoint, Instant now) {
                return bench(endpoint).word(now).admission(now);
            }

            @Override
            public boolean anyAdmitted(Instant now) {
                return endpoints.stream()
                        .anyMatch(endpoint -> bench(endpoint).word(now).takesCalls());
            }

            @Override
            public boolean workedSince(Endpoint endpoint, Instant moment) {
                return true;
            }
        };
    }

    @Override
    public Optional<Call> enter(int worker, Endpoint endpoint, String requestId, Instant now) {
        Bench bench = bench(endpoint);
        EndpointStatus word = bench.word(now);
        if (word.takesCalls()) {
            return Optional.of(new Call(worker, endpoint, requestId, now, OptionalLong.of(word.epoch()), false));
        }
        bench.judge.claim(name(worker), word.epoch(), now.plus(OVERDUE).plusSeconds(2));
        bench.told(now);
        return bench.after.prober().filter(name(worker)::equals).isPresent() && bench.changedAt.equals(now)
                ? Optional.of(new Call(worker, endpoint, requestId, now, OptionalLong.of(bench.after.epoch()), true))
                : Optional.empty();
    }

    @Override
    public void ended(Call call, Outcome outcome, Instant now) {
        observe(call, outcome.failure().map(ErrorCode::wire).orElse(ErrorCode.OK), now);
    }

    @Override
    public Optional<Duration> patience() {
        return Optional.of(OVERDUE);
    }

    @Override
    public void overdue(Call call, Instant now) {
        observe(call, ErrorCode.PROVIDER_OVERDUE.wire(), now);
    }

    @Override
    public boolean givesUp(Call call, Instant now) {
        return !bench(call.endpoint()).word(now).takesCalls();
    }

    private void observe(Call call, String code, Instant now) {
        Bench bench = bench(call.endpoint());
        bench.judge.observe(
                new Observation(Observations.sign(code), code, call.requestId(), name(call.worker()), call.epoch()),
                now);
        bench.told(now);
    }

    private static String name(int worker) {
        return "worker-" + worker;
    }

    @Override
    public void tick(Instant now) {
        for (Bench bench : benches.values()) {
            bench.judge.tick(now);
            bench.told(now);
        }
    }

    @Override
    public double admitted(Endpoint endpoint, Instant now) {
        return bench(endpoint).word(now).admittedShare();
    }

    @Override
    public double timesTakenOut(Endpoint endpoint) {
        return bench(endpoint).convictions;
    }
}
