package io.tieline.simulation;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.tieline.routing.Admission;
import io.tieline.routing.Endpoint;
import io.tieline.routing.HealthView;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Resilience4j's circuit breaker with its defaults: each worker has breakers of its own. */
final class BreakerPolicy implements Policy {
    private final VirtualClock clock;
    private final List<Map<String, CircuitBreaker>> workers = new ArrayList<>();
    private final Map<String, Integer> openings = new HashMap<>();

    /** The clock of the simulation, as the library wants it. */
    private static final class VirtualClock extends Clock {
        private Instant now;

        VirtualClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    BreakerPolicy(List<Endpoint> endpoints, int workerCount, Instant now) {
        this.clock = new VirtualClock(now);
        CircuitBreakerConfig config = CircuitBreakerConfig.custom()
                .clock(clock)
                .currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS)
                .build();
        for (int i = 0; i < workerCount; i++) {
            Map<String, CircuitBreaker> breakers = new HashMap<>();
            endpoints.forEach(endpoint -> breakers.put(endpoint.id(), breaker(endpoint, config)));
            workers.add(breakers);
        }
    }

    private CircuitBreaker breaker(Endpoint endpoint, CircuitBreakerConfig config) {
        CircuitBreaker breaker = CircuitBreaker.of(endpoint.id(), config);
        breaker.getEventPublisher().onStateTransition(event -> {
            if (event.getStateTransition() == CircuitBreaker.StateTransition.CLOSED_TO_OPEN) {
                openings.merge(endpoint.id(), 1, Integer::sum);
            }
        });
        return breaker;
    }

    private CircuitBreaker breaker(int worker, Endpoint endpoint) {
        return Objects.requireNonNull(workers.get(worker).get(endpoint.id()));
    }

    @Override
    public String name() {
        return "Resilience4j's defaults, per worker";
    }

    @Override
    public HealthView view(int worker) {
        return new HealthView() {
            @Override
            public Admission admission(Endpoint endpoint, Instant now) {
                return switch (breaker(worker, endpoint).getState()) {
                    case OPEN -> new Admission.Denied(now.plusSeconds(1), "open");
                    case HALF_OPEN -> new Admission.Doubtful(now, "half open");
                    default -> new Admission.Admitted();
                };
            }

            @Override
            public boolean anyAdmitted(Instant now) {
                return workers.get(worker).values().stream().anyMatch(each -> each.getState() == State.CLOSED);
            }

            @Override
            public boolean workedSince(Endpoint endpoint, Instant moment) {
                return true;
            }
        };
    }

    @Override
    public Optional<Call> enter(int worker, Endpoint endpoint, String requestId, Instant now) {
        clock.now = now;
        return breaker(worker, endpoint).tryAcquirePermission()
                ? Optional.of(new Call(worker, endpoint, requestId, now, OptionalLong.empty(), false))
                : Optional.empty();
    }

    @Override
    public void ended(Call call, Outcome outcome, Instant now) {
        clock.now = now;
        CircuitBreaker breaker = breaker(call.worker(), call.endpoint());
        long took = outcome.took().toNanos();
        if (outcome.failure().isPresent()) {
            breaker.onError(took, TimeUnit.NANOSECONDS, new IllegalStateException("simulated"));
        } else {
            breaker.onSuccess(took, TimeUnit.NANOSECONDS);
        }
    }

    /** An open breaker moves on only when somebody asks it. */
    @Override
    public void tick(Instant now) {
        clock.now = now;
        for (Map<String, CircuitBreaker> breakers : workers) {
            for (CircuitBreaker breaker : breakers.values()) {
                if (breaker.getState() == State.OPEN && breaker.tryAcquirePermission()) {
                    breaker.releasePermission();
                }
            }
        }
    }

    @Override
    public double admitted(Endpoint endpoint, Instant now) {
        return workers.stream()
                        .filter(breakers -> Objects.requireNonNull(breakers.get(endpoint.id()))
                                        .getState()
                                == State.CLOSED)
                        .count()
                / (double) workers.size();
    }

    @Override
    public double timesTakenOut(Endpoint endpoint) {
        return openings.getOrDefault(endpoint.id(), 0) / (double) workers.size();
    }
}
