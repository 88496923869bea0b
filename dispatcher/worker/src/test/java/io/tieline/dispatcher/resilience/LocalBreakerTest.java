package io.tieline.dispatcher.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.TestClock;
import io.tieline.dispatcher.resilience.Permit.Kind;
import io.tieline.schemas.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One call more than one thread makes at a time: the second begins at each moment in which the first looks at the clock. */
class LocalBreakerTest {
    private static final Duration TOOK = Duration.ofMillis(20);

    private final MeddlingClock clock = new MeddlingClock();
    private final LocalBreaker breaker = new LocalBreaker("acme/large", GuardConfig.DEFAULTS, clock);

    @AfterEach
    void endMeddling() {
        clock.end();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void shouldLetACallInWhereOthersFindOutMeanwhileThatTheEndpointWorks(int look) {
        // Given
        breaker.open();
        clock.advance(Duration.ofMinutes(1));

        // When
        clock.meddleAtLook(look, breaker::close);
        boolean entered = breaker.enter(Kind.LOCAL_PROBE);
        clock.end();

        // Then
        assertThat(entered).isTrue();
        breaker.succeeded(Kind.LOCAL_PROBE, TOOK);
        assertThat(breaker.isClosed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void shouldTakeTheEndOfAProbeWhileTheFleetFallsSilent(int look) {
        // Given
        breaker.open();
        clock.advance(Duration.ofMinutes(1));
        assertThat(breaker.enter(Kind.LOCAL_PROBE)).isTrue();

        // When
        clock.meddleAtLook(look, () -> {
            breaker.close();
            breaker.open();
        });
        breaker.failed(Kind.LOCAL_PROBE, ErrorCode.PROVIDER_CONNECTION_FAILED, TOOK);
        clock.end();

        // Then
        assertThat(breaker.isClosed()).isFalse();
    }

    @Test
    void shouldLeaveItsProbeToWhoComesAsOne() {
        // Given
        breaker.open();
        clock.advance(Duration.ofMinutes(1));

        // When: it had seen the breaker closed, a moment ago.
        boolean call = breaker.enter(Kind.CALL);
        boolean probe = breaker.enter(Kind.LOCAL_PROBE);

        // Then
        assertThat(call).isFalse();
        assertThat(probe).isTrue();
    }

    @Test
    void shouldNotTakeTheEndOfAnOldCallForThatOfItsProbe() {
        // Given
        assertThat(breaker.enter(Kind.CALL)).isTrue();
        breaker.open();
        clock.advance(Duration.ofMinutes(1));
        assertThat(breaker.enter(Kind.LOCAL_PROBE)).isTrue();

        // When
        breaker.succeeded(Kind.CALL, TOOK);
        breaker.abandoned(Kind.CALL);

        // Then
        assertThat(breaker.isClosed()).isFalse();
        assertThat(breaker.enter(Kind.LOCAL_PROBE)).isFalse();
    }

    @Test
    void shouldTripOnceRefusedConnectionsAreEnough() {
        // When
        for (int i = 1; i < GuardConfig.DEFAULTS.refusedConnections(); i++) {
            breaker.failed(Kind.CALL, ErrorCode.PROVIDER_CONNECTION_FAILED, TOOK);
        }
        boolean before = breaker.isClosed();
        breaker.failed(Kind.CALL, ErrorCode.PROVIDER_CONNECTION_FAILED, TOOK);

        // Then
        assertThat(before).isTrue();
        assertThat(breaker.isClosed()).isFalse();
    }

    /** At one of the looks at it, somebody else does something, as far as he is let. */
    private static final class MeddlingClock extends TestClock {
        private final AtomicInteger looks = new AtomicInteger();
        private final Thread owner = Thread.currentThread();
        private volatile int at;
        private volatile Thread meddler = new Thread(() -> {});

        void meddleAtLook(int look, Runnable deed) {
            meddler = new Thread(deed, "meddler");
            looks.set(0);
            at = look;
        }

        /** What was held up until now is done; what never began is done now. */
        void end() {
            at = 0;
            try {
                if (meddler.getState() == Thread.State.NEW) {
                    meddler.start();
                }
                meddler.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Instant instant() {
            if (Thread.currentThread().equals(owner) && at != 0 && looks.incrementAndGet() == at) {
                meddler.start();
                Awaitility.await()
                        .until(
                                meddler::getState,
                                state -> state == Thread.State.TERMINATED || state == Thread.State.BLOCKED);
            }
            return super.instant();
        }
    }
}
