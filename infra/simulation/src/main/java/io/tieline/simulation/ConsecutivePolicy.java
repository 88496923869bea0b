package io.tieline.simulation;

import io.tieline.routing.Admission;
import io.tieline.routing.Endpoint;
import io.tieline.routing.HealthView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Five failures in a row take an endpoint out for 30 s, longer each time it happens again, up to 300 s; then it is back
 * at once. Each worker counts for itself. The rule and the figures are those of Envoy's outlier detection.
 */
final class ConsecutivePolicy implements Policy {
    private static final int LIMIT = 5;
    private static final Duration BASE = Duration.ofSeconds(30);
    private static final int MOST_TIMES = 10;

    private final List<Map<String, Count>> workers = new ArrayList<>();
    private final Map<String, Integer> ejections = new HashMap<>();

    private static final class Count {
        private int inARow;
        private int times;
        private Instant until = Instant.MIN;
    }

    ConsecutivePolicy(List<Endpoint> endpoints, int workerCount) {
        for (int i = 0; i < workerCount; i++) {
            Map<String, Count> counts = new HashMap<>();
            endpoints.forEach(endpoint -> counts.put(endpoint.id(), new Count()));
            workers.add(counts);
        }
    }

    private Count count(int worker, Endpoint endpoint) {
        return Objects.requireNonNull(workers.get(worker).get(endpoint.id()));
    }

    @Override
    public String name() {
        return "five in a row, per worker";
    }

    @Override
    public HealthView view(int worker) {
        return new HealthView() {
            @Override
            public Admission admission(Endpoint endpoint, Instant now) {
                Instant until = count(worker, endpoint).until;
                return until.isAfter(now) ? new Admission.Denied(until, "ejected") : new Admission.Admitted();
            }

            @Override
            public boolean anyAdmitted(Instant now) {
                return workers.get(worker).values().stream().anyMatch(each -> !each.until.isAfter(now));
            }

            @Override
            public boolean workedSince(Endpoint endpoint, Instant moment) {
                return true;
            }
        };
    }

    @Override
    public Optional<Call> enter(int worker, Endpoint endpoint, String requestId, Instant now) {
        return Optional.of(new Call(worker, endpoint, requestId, now, OptionalLong.empty(), false));
    }

    @Override
    public void ended(Call call, Outcome outcome, Instant now) {
        Count count = count(call.worker(), call.endpoint());
        if (outcome.failure().isEmpty()) {
            count.inARow = 0;
            count.times = Math.max(0, count.times - (count.until.isAfter(now) ? 0 : 1));
        } else if (++count.inARow >= LIMIT && !count.until.isAfter(now)) {
            count.inARow = 0;
            count.times = Math.min(MOST_TIMES, count.times + 1);
            count.until = now.plus(BASE.multipliedBy(count.times));
            ejections.merge(call.endpoint().id(), 1, Integer::sum);
        }
    }

    @Override
    public void tick(Instant now) {}

    @Override
    public double admitted(Endpoint endpoint, Instant now) {
        return workers.stream()
                        .filter(counts -> !Objects.requireNonNull(counts.get(endpoint.id()))
                                .until
                                .isAfter(now))
                        .count()
                / (double) workers.size();
    }

    @Override
    public double timesTakenOut(Endpoint endpoint) {
        return ejections.getOrDefault(endpoint.id(), 0) / (double) workers.size();
    }
}
