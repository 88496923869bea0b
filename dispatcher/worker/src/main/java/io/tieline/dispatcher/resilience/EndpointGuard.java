package io.tieline.dispatcher.resilience;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.tieline.routing.Admission;
import io.tieline.routing.Endpoint;
import io.tieline.routing.ErrorPolicy;
import io.tieline.schemas.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this dispatcher knows of one endpoint. Safe for use by several threads. */
final class EndpointGuard {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointGuard.class);
    private static final Duration DEFAULT_RATE_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_RATE_PAUSE = Duration.ofMinutes(10);
    private static final Duration PROBE_PAUSE = Duration.ofMillis(250);
    private static final Duration SLOT_PATIENCE = Duration.ofSeconds(2);

    /** The breaker lets its probe in a moment after the pause that it was told; asking before that would be in vain. */
    private static final Duration BREAKER_LAG = Duration.ofMillis(1);

    /** A long answer is no failure: models may take their time, and the endpoint's timeout is the judge of that. */
    private static final Duration NEVER_SLOW = Duration.ofDays(365);

    private final Endpoint endpoint;
    private final GuardConfig config;
    private final Clock clock;
    private final CircuitBreaker breaker;
    private final Bulkhead slots;

    /** One call at a time finds out whether an endpoint in doubt works again. */
    private final AtomicBoolean probing = new AtomicBoolean();

    private final AtomicInteger refusedInARow = new AtomicInteger();
    private volatile Instant openUntil = Instant.MIN;
    private final AtomicReference<Pause> pause = new AtomicReference<>(new Pause(Instant.MIN, "none"));

    private record Pause(Instant until, String why) {}

    EndpointGuard(Endpoint endpoint, GuardConfig config, Clock clock) {
        this.endpoint = endpoint;
        this.config = config;
        this.clock = clock;
        this.slots = Bulkhead.of(
                endpoint.id(),
                BulkheadConfig.custom()
                        .maxConcurrentCalls(endpoint.concurrency())
                        .maxWaitDuration(SLOT_PATIENCE)
                        .build());
        IntervalFunction pauses = IntervalFunction.ofExponentialBackoff(config.openFor(), 2.0, config.openAtMost());
        this.breaker = CircuitBreaker.of(
                endpoint.id(),
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(config.window())
                        .minimumNumberOfCalls(config.window() / 2)
                        .failureRateThreshold(config.failurePercent())
                        .slowCallDurationThreshold(NEVER_SLOW)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitIntervalFunctionInOpenState(attempt -> {
                            long millis = pauses.apply(attempt);
                            openUntil = clock.instant().plusMillis(millis).plus(BREAKER_LAG);
                            return millis;
                        })
                        .clock(clock)
                        .currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS)
                        .build());
        breaker.getEventPublisher()
                .onStateTransition(event -> LOG.atWarn()
                        .addKeyValue("endpoint", endpoint.id())
                        .addKeyValue("transition", event.getStateTransition())
                        .log("local breaker changed"));
    }

    Admission admission(Instant now) {
        Pause asked = pause.get();
        if (asked.until().isAfter(now)) {
            return new Admission.Denied(asked.until(), asked.why());
        }
        if (breaker.getState() == State.CLOSED) {
            return new Admission.Admitted();
        }
        if (breaker.getState() == State.OPEN && openUntil.isAfter(now)) {
            return new Admission.Denied(openUntil, "failed too often; left alone for now");
        }
        return probing.get()
                ? new Admission.Denied(now.plus(PROBE_PAUSE), "one call is finding out whether it works again")
                : new Admission.Doubtful("nobody knows whether it works again");
    }

    boolean hasRoom() {
        return slots.getMetrics().getAvailableConcurrentCalls() > 0;
    }

    /** Waits a moment for a slot. Null where there is none, or another call is the probe: decide again. */
    @Nullable
    Permit enter() throws InterruptedException {
        if (!slots.tryAcquirePermission()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return null;
        }
        boolean probe = breaker.getState() != State.CLOSED;
        if (probe && !probing.compareAndSet(false, true)) {
            slots.releasePermission();
            return null;
        }
        if (!breaker.tryAcquirePermission()) {
            leave(probe);
            return null;
        }
        return new Permit(this, probe);
    }

    private void leave(boolean probe) {
        if (probe) {
            probing.set(false);
        }
        slots.releasePermission();
    }

    void succeeded(boolean probe, Duration took) {
        refusedInARow.set(0);
        if (concernsBreaker(probe)) {
            breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
        }
        leave(probe);
    }

    /** A call that began before the breaker opened tells nothing about now. */
    private boolean concernsBreaker(boolean probe) {
        return probe || breaker.getState() == State.CLOSED;
    }

    void failed(boolean probe, ErrorCode code, @Nullable Duration retryAfter, Duration took) {
        if (!saysSomething(code)) {
            abandoned(probe);
            return;
        }
        if (concernsBreaker(probe) && ErrorPolicy.countsAsIllness(code)) {
            breaker.onError(took.toNanos(), TimeUnit.NANOSECONDS, new EndpointFailed(code));
        } else if (concernsBreaker(probe)) {
            // The endpoint answered: whatever it said, it is reachable and judged this request or this credential.
            breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
        }
        tripOnRefusedConnections(code);
        pauseFor(code, retryAfter);
        leave(probe);
    }

    /** A call that our own side ended, or never made, says nothing of the endpoint. */
    private static boolean saysSomething(ErrorCode code) {
        return switch (code.owner()) {
            case "provider", "credential", "request" -> true;
            default -> false;
        };
    }

    void abandoned(boolean probe) {
        if (concernsBreaker(probe)) {
            breaker.releasePermission();
        }
        leave(probe);
    }

    private void tripOnRefusedConnections(ErrorCode code) {
        if (code != ErrorCode.PROVIDER_CONNECTION_FAILED) {
            refusedInARow.set(0);
        } else if (refusedInARow.incrementAndGet() >= config.refusedConnections()
                && breaker.getState() == State.CLOSED) {
            breaker.transitionToOpenState();
        }
    }

    private void pauseFor(ErrorCode code, @Nullable Duration retryAfter) {
        switch (code) {
            case PROVIDER_RATE_LIMITED_BURST, PROVIDER_RATE_LIMITED_RAMP ->
                pause(shorter(retryAfter == null ? DEFAULT_RATE_PAUSE : retryAfter), "asked for a pause: " + code);
            case PROVIDER_OVERLOADED -> {
                if (retryAfter != null) {
                    pause(shorter(retryAfter), "asked for a pause: " + code);
                }
            }
            case PROVIDER_QUOTA_EXHAUSTED, CREDENTIAL_INVALID -> {
                LOG.atError()
                        .addKeyValue("endpoint", endpoint.id())
                        .addKeyValue("code", code)
                        .log("the credential of this endpoint needs attention; it is left alone for a while");
                pause(config.credentialPause(), "its credential needs attention: " + code);
            }
            default -> {}
        }
    }

    private static Duration shorter(Duration asked) {
        return asked.compareTo(LONGEST_RATE_PAUSE) < 0 ? asked : LONGEST_RATE_PAUSE;
    }

    /** A short pause doesn't end a longer one that was asked for before. */
    private void pause(Duration length, String why) {
        Pause next = new Pause(clock.instant().plus(length), why);
        pause.accumulateAndGet(next, (one, other) -> other.until().isAfter(one.until()) ? other : one);
    }

    /** What the breaker is told; carries no stack trace, for it is thrown by nobody. */
    private static final class EndpointFailed extends Exception {
        private static final long serialVersionUID = 1;

        EndpointFailed(ErrorCode code) {
            super(code.wire(), null, false, false);
        }
    }
}
