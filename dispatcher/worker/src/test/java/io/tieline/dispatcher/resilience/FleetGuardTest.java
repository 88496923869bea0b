package io.tieline.dispatcher.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.Endpoints;
import io.tieline.dispatcher.TestClock;
import io.tieline.routing.Admission;
import io.tieline.routing.Endpoint;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.ProbeClaim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What the word of the fleet does to an endpoint's guard. */
class FleetGuardTest {
    private static final String WORKER = "w-1";
    private static final Duration TOOK = Duration.ofMillis(20);

    private final TestClock clock = new TestClock();
    private final Endpoint endpoint = Endpoints.endpoint("a", 20, Duration.ofMinutes(2));
    private final FleetHealth fleet = new FleetHealth(System::nanoTime);
    private final List<ProbeClaim> claims = new ArrayList<>();
    private Consumer<ProbeClaim> answer = _ -> {};
    private final Guards guards = new Guards(
            Endpoints.catalogue(endpoint),
            GuardConfig.DEFAULTS,
            clock,
            fleet,
            new ProbeLeave(fleet, WORKER, claim -> {
                claims.add(claim);
                answer.accept(claim);
            }),
            Optional.empty());

    @Test
    void shouldMakeNoCallWhereTheFleetSaysDown() throws Exception {
        // When
        fleet.heard("a", Words.down(2), true);

        // Then
        assertThat(admission()).isInstanceOf(Admission.Denied.class);
        assertThat(guards.anyAdmitted(clock.instant())).isFalse();
        assertThat(guards.enter(endpoint)).isEmpty();
    }

    @Test
    void shouldTellTheEpochThatACallGoesBy() throws Exception {
        // Given
        Permit before = guards.enter(endpoint).orElseThrow();

        // When
        fleet.heard("a", Words.healthy(9), true);
        Permit after = guards.enter(endpoint).orElseThrow();

        // Then
        assertThat(before.epoch()).isEqualTo(OptionalLong.empty());
        assertThat(after.epoch()).isEqualTo(OptionalLong.of(9));
        assertThat(after.limit()).isEmpty();
    }

    @Test
    void shouldProbeWithLeaveAndReportUnderItsEpoch() throws Exception {
        // Given
        fleet.heard("a", Words.probing(3), true);
        answer = _ -> fleet.heard("a", Words.probing(4, WORKER), true);

        // When
        Admission open = admission();
        Permit probe = guards.enter(endpoint).orElseThrow();
        Admission during = admission();
        Optional<Permit> second = guards.enter(endpoint);

        // Then
        assertThat(open).isInstanceOf(Admission.Doubtful.class);
        assertThat(claims).hasSize(1);
        assertThat(claims.getFirst()).isEqualTo(new ProbeClaim("a", WORKER, 3L, Words.OVERDUE.toMillis()));
        assertThat(probe.isFleetProbe()).isTrue();
        assertThat(probe.epoch()).isEqualTo(OptionalLong.of(4));
        assertThat(probe.limit()).contains(Words.OVERDUE);
        assertThat(during).isInstanceOf(Admission.Denied.class);
        assertThat(second).isEmpty();
    }

    @Test
    void shouldGiveAProbeAllTheTimeThereIsWhereNobodyKnowsHowLongAnswersTake() throws Exception {
        // Given
        fleet.heard("a", Words.withoutFigures(Words.probing(3)), true);
        answer = _ -> fleet.heard("a", Words.withoutFigures(Words.probing(4, WORKER)), true);

        // When
        Permit probe = guards.enter(endpoint).orElseThrow();

        // Then
        assertThat(probe.limit()).contains(endpoint.timeout());
        assertThat(claims.getFirst().getCallMillis())
                .isEqualTo(endpoint.timeout().toMillis());
    }

    @Test
    void shouldNotProbeWhereAnotherGotTheLeave() throws Exception {
        // Given
        fleet.heard("a", Words.probing(3), true);
        answer = _ -> fleet.heard("a", Words.probing(4, "w-2"), true);

        // When
        Optional<Permit> probe = guards.enter(endpoint);

        // Then
        assertThat(probe).isEmpty();
        assertThat(admission())
                .isInstanceOfSatisfying(
                        Admission.Denied.class,
                        denied -> assertThat(denied.why()).contains("w-2"));
    }

    @Test
    void shouldUseALeaveThatCameLate() throws Exception {
        // Given
        fleet.heard("a", Words.probing(4, WORKER), true);

        // When
        Admission admission = admission();
        Optional<Permit> probe = guards.enter(endpoint);

        // Then
        assertThat(admission).isInstanceOf(Admission.Doubtful.class);
        assertThat(probe).isPresent();
        assertThat(claims).isEmpty();
    }

    @Test
    void shouldGiveTheProbeBackWhateverBecomesOfIt() throws Exception {
        // Given
        fleet.heard("a", Words.probing(4, WORKER), true);
        Permit abandoned = guards.enter(endpoint).orElseThrow();

        // When
        abandoned.abandoned();
        fleet.heard("a", Words.probing(6, WORKER), true);
        Permit failed = guards.enter(endpoint).orElseThrow();
        failed.failed(ErrorCode.PROVIDER_SERVER_ERROR, null, TOOK);
        fleet.heard("a", Words.probing(8, WORKER), true);
        Permit succeeded = guards.enter(endpoint).orElseThrow();
        succeeded.succeeded(TOOK);
        fleet.heard("a", Words.probing(10, WORKER), true);

        // Then
        assertThat(guards.enter(endpoint)).isPresent();
    }

    @Test
    void shouldUseALeaveOnceHoweverLateTheTableHearsOfTheResult() throws Exception {
        // Given
        fleet.heard("a", Words.probing(4, WORKER), true);
        Permit probe = guards.enter(endpoint).orElseThrow();

        // When
        probe.failed(ErrorCode.PROVIDER_SERVER_ERROR, null, TOOK);
        fleet.heard("a", Words.probing(4, WORKER), true);

        // Then
        assertThat(admission()).isInstanceOf(Admission.Denied.class);
        assertThat(guards.enter(endpoint)).isEmpty();
    }

    @Test
    void shouldAllowTheShareOfItsSlotsWhileItRecovers() throws Exception {
        // Given
        fleet.heard("a", Words.recovering(5, 0.1), true);

        // When
        List<Optional<Permit>> permits = List.of(guards.enter(endpoint), guards.enter(endpoint));
        boolean full = !guards.hasRoom(endpoint);
        fleet.heard("a", Words.recovering(6, 0.25), true);

        // Then
        assertThat(permits).allMatch(Optional::isPresent);
        assertThat(full).isTrue();
        assertThat(guards.hasRoom(endpoint)).isTrue();
        assertThat(admission()).isInstanceOf(Admission.Limited.class);
    }

    @Test
    void shouldTripByItselfWhileTheFleetStillThinksWell() throws Exception {
        // Given
        fleet.heard("a", Words.healthy(1), true);

        // When
        trip();

        // Then
        assertThat(admission()).isInstanceOf(Admission.Denied.class);
    }

    @Test
    void shouldCloseItsOwnBreakerWhenTheFleetFoundOutThatItWorksAgain() throws Exception {
        // Given
        fleet.heard("a", Words.healthy(1), true);
        trip();
        fleet.heard("a", Words.down(2), true);

        // When
        fleet.heard("a", Words.recovering(5, 1), true);

        // Then
        assertThat(admission()).isEqualTo(new Admission.Admitted());
    }

    @Test
    void shouldFindOutForItselfWhenTheFleetFallsSilentOnAnEndpointThatIsDown() throws Exception {
        // Given
        fleet.heard("a", Words.down(2), true);

        // When
        fleet.heard("a", Words.down(2), false);
        Admission first = admission();
        clock.advance(Duration.ofSeconds(3));
        Admission then = admission();
        Permit probe = guards.enter(endpoint).orElseThrow();
        long changes = guards.waiters().changes();
        probe.succeeded(TOOK);

        // Then
        assertThat(guards.waiters().changes()).as("those who wait are woken").isGreaterThan(changes);
        assertThat(first).isInstanceOf(Admission.Denied.class);
        assertThat(then).isInstanceOf(Admission.Doubtful.class);
        assertThat(probe.isFleetProbe()).isFalse();
        assertThat(admission()).isEqualTo(new Admission.Admitted());
    }

    @Test
    void shouldGoOnWithItsOwnBreakerWhenTheFleetFallsSilent() throws Exception {
        // Given
        fleet.heard("a", Words.healthy(1), true);

        // When
        fleet.heard("a", Words.healthy(1), false);

        // Then
        assertThat(admission()).isEqualTo(new Admission.Admitted());
        trip();
        assertThat(admission()).isInstanceOf(Admission.Denied.class);
    }

    @Test
    void shouldKnowWhoHasSucceededAndHowLongItUsuallyTakes() throws Exception {
        // Given
        Duration unknown = guards.usual(endpoint);
        Optional<Duration> nobodyKnows = guards.typical(endpoint);
        boolean before = guards.workedSince(endpoint, clock.instant().minusMillis(1));

        // When
        fleet.heard("a", Words.healthy(1), true);
        guards.enter(endpoint).orElseThrow().succeeded(TOOK);

        // Then
        assertThat(unknown).isEqualTo(endpoint.timeout());
        assertThat(before).isFalse();
        assertThat(guards.usual(endpoint)).isEqualTo(Words.SLOWEST);
        assertThat(nobodyKnows).isEmpty();
        assertThat(guards.typical(endpoint)).contains(Words.TYPICAL);
        assertThat(guards.workedSince(endpoint, clock.instant().minusMillis(1))).isTrue();
        assertThat(guards.workedSince(endpoint, clock.instant())).isFalse();
    }

    @Test
    void shouldNotMindEndpointsOfOtherCatalogues() {
        // When
        fleet.heard("somebody/else", Words.down(2), true);

        // Then
        assertThat(admission()).isEqualTo(new Admission.Admitted());
    }

    private void trip() throws InterruptedException {
        for (int i = 0; i < 8; i++) {
            guards.enter(endpoint).orElseThrow().failed(ErrorCode.PROVIDER_CONNECTION_FAILED, null, TOOK);
        }
    }

    private Admission admission() {
        return guards.admission(endpoint, clock.instant());
    }
}
