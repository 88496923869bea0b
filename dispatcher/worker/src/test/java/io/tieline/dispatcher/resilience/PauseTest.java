package io.tieline.dispatcher.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.Endpoints;
import io.tieline.dispatcher.TestClock;
import io.tieline.routing.Admission;
import io.tieline.routing.Endpoint;
import io.tieline.schemas.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Pauses that providers ask for, or that a credential needs. */
class PauseTest {
    private static final Duration TOOK = Duration.ofMillis(20);

    private final TestClock clock = new TestClock();
    private final Endpoint a = Endpoints.endpoint("a");
    private final Endpoint b = Endpoints.endpoint("b");
    private final Guards guards = Guards.alone(
            Endpoints.catalogue(a, b), new GuardConfig(0, 0, 0, null, null, Duration.ofSeconds(45)), clock);

    @ParameterizedTest(name = "{0}, retry after {1}: paused for {2}")
    @CsvSource({
        "PROVIDER_RATE_LIMITED_BURST, PT7S,  PT7S",
        "PROVIDER_RATE_LIMITED_BURST,     ,  PT1S",
        "PROVIDER_RATE_LIMITED_BURST, PT24H, PT10M",
        "PROVIDER_RATE_LIMITED_RAMP,  PT7S,  PT7S",
        "PROVIDER_RATE_LIMITED_RAMP,      ,  PT1S",
        "PROVIDER_OVERLOADED,         PT7S,  PT7S",
        "PROVIDER_QUOTA_EXHAUSTED,        ,  PT45S",
        "PROVIDER_QUOTA_EXHAUSTED,    PT1S,  PT45S",
        "CREDENTIAL_INVALID,              ,  PT45S"
    })
    void shouldLeaveTheEndpointAloneForExactlyThatLong(ErrorCode code, @Nullable Duration retryAfter, Duration pause)
            throws Exception {
        // When
        fail(code, retryAfter);

        // Then
        assertThat(guards.admission(a, clock.instant())).isInstanceOfSatisfying(Admission.Denied.class, denied -> {
            assertThat(denied.until()).isEqualTo(TestClock.START.plus(pause));
            assertThat(denied.why()).contains(code.wire());
        });
        clock.advance(pause.minusMillis(1));
        assertThat(guards.admission(a, clock.instant())).isInstanceOf(Admission.Denied.class);
        clock.advance(Duration.ofMillis(1));
        assertThat(guards.admission(a, clock.instant())).isEqualTo(new Admission.Admitted());
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"PROVIDER_OVERLOADED", "PROVIDER_SERVER_ERROR", "REQUEST_INVALID", "CREDENTIAL_DENIED"})
    void shouldNotPauseForOtherFailures(ErrorCode code) throws Exception {
        // When
        fail(code, null);

        // Then
        assertThat(guards.admission(a, clock.instant())).isEqualTo(new Admission.Admitted());
    }

    @Test
    void shouldPauseOnlyTheEndpointThatAskedForIt() throws Exception {
        // When
        fail(ErrorCode.PROVIDER_RATE_LIMITED_BURST, Duration.ofSeconds(30));

        // Then
        assertThat(guards.admission(b, clock.instant())).isEqualTo(new Admission.Admitted());
    }

    @Test
    void shouldNotShortenAPauseThatWasAskedForBefore() throws Exception {
        // Given
        fail(ErrorCode.CREDENTIAL_INVALID, null);
        clock.advance(Duration.ofSeconds(5));

        // When
        fail(ErrorCode.PROVIDER_RATE_LIMITED_BURST, null);

        // Then
        assertThat(guards.admission(a, clock.instant())).isInstanceOfSatisfying(Admission.Denied.class, denied -> {
            assertThat(denied.until()).isEqualTo(TestClock.START.plusSeconds(45));
            assertThat(denied.why()).contains("credential.invalid");
        });
    }

    @Test
    void shouldKeepThePauseWhenALateCallSucceeds() throws Exception {
        // Given
        Permit late = guards.enter(a).orElseThrow();
        fail(ErrorCode.PROVIDER_RATE_LIMITED_BURST, Duration.ofSeconds(30));

        // When
        late.succeeded(TOOK);

        // Then
        assertThat(guards.admission(a, clock.instant())).isInstanceOf(Admission.Denied.class);
    }

    private void fail(ErrorCode code, @Nullable Duration retryAfter) throws InterruptedException {
        guards.enter(a).orElseThrow().failed(code, retryAfter, TOOK);
    }
}
