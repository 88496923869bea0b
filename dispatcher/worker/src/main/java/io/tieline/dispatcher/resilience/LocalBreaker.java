package io.tieline.dispatcher.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.tieline.dispatcher.resilience.Permit.Kind;
import io.tieline.routing.Admission;
import io.tieline.schemas.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this dispatcher's own calls say of an endpoint: the fast trip for what only it can see, such as refused
 * connections, and the stand-in for the health table where that is stale. Safe for use by several threads.
 *
 * <p>What moves the breaker, and what is decided by how it stands, is done by one thread at a time. The library throws where
 * it is closed from outside just while a call asks it whether its pause is over; and what enters as a call must not use up
 * the one probe of a breaker that opened meanwhile, for nobody would tell how that ended.
 */
final class LocalBreaker {
    private static final Logger LOG = LoggerFactory.getLogger(LocalBreaker.class);

    /** The breaker lets its probe in a moment after the pause that it was told; asking before that would be in vain. */
    private static final Duration BREAKER_LAG = Duration.ofMillis(1);

    /** A long answer is no failure: models may take their time, and the endpoint's timeout is the judge of that. */
    private static final Duration NEVER_SLOW = Duration.ofDays(365);

    private final GuardConfig config;
    private final CircuitBreaker breaker;
    private int refusedInARow;
    private volatile Instant openUntil = Instant.MIN;

    LocalBreaker(String endpointId, GuardConfig config, Clock clock) {
        this.config = config;
        IntervalFunction pauses = IntervalFunction.ofExponentialBackoff(config.openFor(), 2.0, config.openAtMost());
        this.breaker = CircuitBreaker.of(
                endpointId,
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
                        .addKeyValue("endpoint", endpointId)
                        .addKeyValue("transition", event.getStateTransition())
                        .log("local breaker changed"));
    }

    Admission admission(Instant now) {
        if (isClosed()) {
            return new Admission.Admitted();
        }
        return breaker.getState() == State.OPEN && openUntil.isAfter(now)
                ? new Admission.Denied(openUntil, "failed too often at this dispatcher; left alone for now")
                : new Admission.Doubtful(openUntil, "nobody knows whether it works again");
    }

    boolean isClosed() {
        return breaker.getState() == State.CLOSED;
    }

    /** Whether a call may be made as that; its end must be told. */
    synchronized boolean enter(Kind kind) {
        return concerns(kind) && breaker.tryAcquirePermission();
    }

    /** A call that began before the breaker opened tells nothing about now; a probe for the fleet is judged by the fleet. */
    private boolean concerns(Kind kind) {
        return switch (kind) {
            case CALL -> isClosed();
            case LOCAL_PROBE -> true;
            case FLEET_PROBE -> false;
        };
    }

    synchronized void succeeded(Kind kind, Duration took) {
        if (!concerns(kind)) {
            return;
        }
        refusedInARow = 0;
        breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
    }

    synchronized void failed(Kind kind, ErrorCode code, Duration took) {
        if (!concerns(kind)) {
            return;
        }
        if (code.isIllHealth()) {
            breaker.onError(took.toNanos(), TimeUnit.NANOSECONDS, new EndpointFailed(code));
        } else {
            // The endpoint answered: whatever it said, it is reachable and judged this request or this credential.
            breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
        }
        tripOnRefusedConnections(code);
    }

    private void tripOnRefusedConnections(ErrorCode code) {
        if (code != ErrorCode.PROVIDER_CONNECTION_FAILED) {
            refusedInARow = 0;
        } else if (++refusedInARow >= config.refusedConnections() && isClosed()) {
            breaker.transitionToOpenState();
        }
    }

    /** The call was given up: it says nothing. */
    synchronized void abandoned(Kind kind) {
        if (concerns(kind)) {
            breaker.releasePermission();
        }
    }

    /** Others found out that the endpoint works. */
    synchronized void close() {
        refusedInARow = 0;
        if (!isClosed()) {
            breaker.transitionToClosedState();
        }
    }

    /** It was known to be down when the fleet fell silent: from now on this dispatcher finds out for itself. */
    synchronized void open() {
        if (isClosed()) {
            breaker.transitionToOpenState();
        }
    }

    /** What the breaker is told; carries no stack trace, for it is thrown by nobody. */
    private static final class EndpointFailed extends Exception {
        private static final long serialVersionUID = 1;

        EndpointFailed(ErrorCode code) {
            super(code.wire(), null, false, false);
        }
    }
}
