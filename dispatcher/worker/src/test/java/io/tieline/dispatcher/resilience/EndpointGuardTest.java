package io.tieline.dispatcher.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.Endpoints;
import io.tieline.dispatcher.TestClock;
import io.tieline.dispatcher.turns.TenantShare;
import io.tieline.routing.Admission;
import io.tieline.routing.Ask;
import io.tieline.schemas.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** When an endpoint's breaker opens, and how it closes again. */
class EndpointGuardTest {
    private static final Duration TOOK = Duration.ofMillis(20);
    private static final Duration OPEN_FOR = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final TestClock clock = new TestClock();
    private final Rooms rooms = new Rooms(clock, Optional.empty(), _ -> TenantShare.EQUAL);
    private final EndpointGuard guard = new EndpointGuard(
            Endpoints.endpoint("a", 50, Duration.ofMinutes(2)),
            new GuardConfig(10, 50, 3, OPEN_FOR, LONGEST, Duration.ofSeconds(60)),
            clock,
            FleetHealth.silent(),
            ProbeLeave.none(),
            rooms,
            () -> {});

    @Test
    void shouldAdmitAtFirst() {
        assertThat(admission()).isEqualTo(new Admission.Admitted());
        assertThat(passerBy(guard).hasRoom(guard.endpoint())).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"PROVIDER_OVERLOADED", "PROVIDER_SERVER_ERROR", "PROVIDER_TIMEOUT", "PROVIDER_UNKNOWN"})
    void shouldOpenWhenHalfOfTheCallsFail(ErrorCode code) throws Exception {
        // Given
        succeed();
        succeed();
        fail(code);
        fail(code);

        // When
        Admission before = admission();
        fail(code);
        Admission after = admission();

        // Then
        assertThat(before).isEqualTo(new Admission.Admitted());
        assertThat(after).isInstanceOf(Admission.Denied.class);
        assertThat(untilOf(after)).isBetween(in(OPEN_FOR), in(OPEN_FOR).plusMillis(10));
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            mode = Mode.MATCH_NONE,
            names = {"PROVIDER_.*"})
    void shouldNotTakeForIllnessWhatIsNoFaultOfTheProvider(ErrorCode code) throws Exception {
        // When
        for (int i = 0; i < 50; i++) {
            fail(code);
        }
        clock.advance(Duration.ofMinutes(2));

        // Then
        assertThat(admission()).isEqualTo(new Admission.Admitted());
    }

    @Test
    void shouldNotTakeLongAnswersForIllness() throws Exception {
        // When
        for (int i = 0; i < 50; i++) {
            enter().succeeded(Duration.ofMinutes(2));
        }

        // Then
        assertThat(admission()).isEqualTo(new Admission.Admitted());
    }

    @Test
    void shouldOpenAtOnceWhenConnectionsAreRefusedInARow() throws Exception {
        // Given
        for (int i = 0; i < 10; i++) {
            succeed();
        }
        fail(ErrorCode.PROVIDER_CONNECTION_FAILED);
        fail(ErrorCode.PROVIDER_CONNECTION_FAILED);
        succeed();
        fail(ErrorCode.PROVIDER_CONNECTION_FAILED);
        fail(ErrorCode.PROVIDER_CONNECTION_FAILED);

        // When
        Admission before = admission();
        fail(ErrorCode.PROVIDER_CONNECTION_FAILED);

        // Then
        assertThat(before).isEqualTo(new Admission.Admitted());
        assertThat(admission()).isInstanceOf(Admission.Denied.class);
    }

    @Test
    void shouldLetOneProbeAtATimeFindOut() throws Exception {
        // Given
        open();
        passPause();

        // When
        Admission before = admission();
        Permit probe = enter();
        Admission during = admission();
        Permit second = enter(guard);
        probe.succeeded(TOOK);
        Admission after = admission();

        // Then
        assertThat(before).isInstanceOf(Admission.Doubtful.class);
        assertThat(during).isInstanceOf(Admission.Denied.class);
        assertThat(untilOf(during)).isAfter(clock.instant());
        assertThat(second).isNull();
        assertThat(after).isEqualTo(new Admission.Admitted());
    }

    @Test
    void shouldLetTheProbeInWheneverItSaysThatItIsInDoubt() throws Exception {
        // Given
        open();
        clock.advance(Duration.between(clock.instant(), untilOf(admission())));

        // When
        Admission admission = admission();
        Permit probe = enter(guard);

        // Then
        assertThat(admission).isInstanceOf(Admission.Doubtful.class);
        assertThat(probe).isNotNull();
    }

    @Test
    void shouldDoubleThePauseWithEachFailedProbeUpToTheLongest() throws Exception {
        // Given
        open();
        for (long seconds : new long[] {2, 4, 8, 10, 10}) {
            Duration pause = Duration.between(clock.instant(), untilOf(admission()));
            assertThat(pause).isBetween(Duration.ofSeconds(seconds), Duration.ofMillis(seconds * 1000 + 10));
            passPause();

            // When
            fail(ErrorCode.PROVIDER_SERVER_ERROR);

            // Then
            assertThat(admission()).isInstanceOf(Admission.Denied.class);
        }
    }

    @Test
    void shouldBeginWithTheShortestPauseAgainAfterARecovery() throws Exception {
        // Given
        open();
        passPause();
        fail(ErrorCode.PROVIDER_SERVER_ERROR);
        passPause();
        succeed();

        // When
        open();

        // Then
        assertThat(untilOf(admission())).isBetween(in(OPEN_FOR), in(OPEN_FOR).plusMillis(10));
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"REQUEST_INVALID", "REQUEST_TOO_LONG", "CREDENTIAL_DENIED", "PROVIDER_INVALID_OUTPUT"})
    void shouldTakeAnyJudgementOfTheProviderForASignOfLife(ErrorCode code) throws Exception {
        // Given
        open();
        passPause();

        // When
        fail(code);

        // Then
        assertThat(admission()).isEqualTo(new Admission.Admitted());
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"DEADLINE_EXCEEDED", "BROKER_INTERNAL", "BROKER_INTERRUPTED", "CALLER_CANCELLED"})
    void shouldLearnNothingFromAProbeThatItsOwnSideEnded(ErrorCode code) throws Exception {
        // Given
        open();
        passPause();

        // When
        fail(code);
        Admission after = admission();
        Permit next = enter(guard);

        // Then
        assertThat(after).isInstanceOf(Admission.Doubtful.class);
        assertThat(next).isNotNull();
    }

    @Test
    void shouldLetTheNextOneProbeWhenAProbeWasGivenUp() throws Exception {
        // Given
        open();
        passPause();

        // When
        enter().abandoned();

        // Then
        assertThat(admission()).isInstanceOf(Admission.Doubtful.class);
        succeed();
        assertThat(admission()).isEqualTo(new Admission.Admitted());
    }

    @ParameterizedTest
    @EnumSource(Late.class)
    void shouldNotLetLateResultsOfEarlierCallsDisturbTheProbe(Late late) throws Exception {
        // Given
        Permit early = enter();
        Permit earlier = enter();
        open();

        // When
        late.end(earlier);
        Admission whileOpen = admission();
        passPause();
        Permit probe = enter();
        late.end(early);
        Admission whileProbing = admission();
        Permit second = enter(guard);
        probe.succeeded(TOOK);

        // Then
        assertThat(untilOf(whileOpen)).isAfterOrEqualTo(TestClock.START.plus(OPEN_FOR));
        assertThat(untilOf(whileProbing)).isEqualTo(in(Duration.ofSeconds(2)));
        assertThat(second).isNull();
        assertThat(admission()).isEqualTo(new Admission.Admitted());
    }

    /** How a call ends that began while all was well. */
    enum Late {
        ANSWERED {
            @Override
            void end(Permit permit) {
                permit.succeeded(TOOK);
            }
        },
        FAILED {
            @Override
            void end(Permit permit) {
                permit.failed(ErrorCode.PROVIDER_TIMEOUT, null, TOOK);
            }
        },
        REFUSED {
            @Override
            void end(Permit permit) {
                permit.failed(ErrorCode.PROVIDER_CONNECTION_FAILED, null, TOOK);
            }
        },
        GIVEN_UP {
            @Override
            void end(Permit permit) {
                permit.abandoned();
            }
        };

        abstract void end(Permit permit);
    }

    @Test
    void shouldGiveBackTheSlotOfEveryEnd() throws Exception {
        // Given
        EndpointGuard narrow = new EndpointGuard(
                Endpoints.endpoint("narrow", 1, Duration.ofSeconds(1)),
                GuardConfig.DEFAULTS,
                clock,
                FleetHealth.silent(),
                ProbeLeave.none(),
                rooms,
                () -> {});

        // When, Then
        Objects.requireNonNull(enter(narrow)).succeeded(TOOK);
        Objects.requireNonNull(enter(narrow)).failed(ErrorCode.REQUEST_INVALID, null, TOOK);
        Objects.requireNonNull(enter(narrow)).abandoned();
        Permit only = Objects.requireNonNull(enter(narrow));
        assertThat(passerBy(narrow).hasRoom(narrow.endpoint())).isFalse();
        only.abandoned();
        assertThat(passerBy(narrow).hasRoom(narrow.endpoint())).isTrue();
    }

    private Turn passerBy(EndpointGuard at) {
        return new Turn(rooms, new Waiters(), _ -> at, Ask.PLAIN, List.of(), rooms.draw("", true, 1));
    }

    private void open() throws InterruptedException {
        while (admission() instanceof Admission.Admitted) {
            fail(ErrorCode.PROVIDER_SERVER_ERROR);
        }
    }

    private void passPause() {
        clock.advance(Duration.between(clock.instant(), untilOf(admission())));
    }

    private void succeed() throws InterruptedException {
        enter().succeeded(TOOK);
    }

    private void fail(ErrorCode code) throws InterruptedException {
        enter().failed(code, null, TOOK);
    }

    private Permit enter() throws InterruptedException {
        @Nullable Permit permit = enter(guard);
        return Objects.requireNonNull(permit, "not let in");
    }

    private @Nullable Permit enter(EndpointGuard at) throws InterruptedException {
        return passerBy(at).enter(at.endpoint()).orElse(null);
    }

    private Admission admission() {
        return guard.admission(clock.instant());
    }

    private Instant in(Duration time) {
        return clock.instant().plus(time);
    }

    private static Instant untilOf(Admission admission) {
        return ((Admission.Denied) admission).until();
    }
}
