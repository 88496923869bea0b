package io.tieline.routing;

import static io.tieline.routing.Situation.NOW;
import static io.tieline.routing.Situation.untilOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a request waits instead, for how long, and what it keeps its last attempt for. */
class RouterWaitTest {
    private final Situation s = new Situation();

    @ParameterizedTest(name = "failure {0}: {1} to {2} ms")
    @CsvSource({
        "1, 500, 1500",
        "2, 1000, 3000",
        "3, 2000, 6000",
        "6, 16000, 48000",
        "7, 30000, 90000",
        "50, 30000, 90000"
    })
    void shouldLeaveAnEndpointAloneForLongerWithEachFailure(int failures, long least, long most) {
        // Given
        Set<Duration> seen = new HashSet<>();

        // When
        for (int i = 0; i < 2_000; i++) {
            seen.add(Backoff.after("request-" + i, failures));
        }

        // Then
        assertThat(seen).allSatisfy(pause -> assertThat(pause.toMillis()).isBetween(least, most - 1));
        assertThat(seen).as("spread").anyMatch(pause -> pause.toMillis() < least + (most - least) / 20);
        assertThat(seen).as("spread").anyMatch(pause -> pause.toMillis() > most - (most - least) / 20);
    }

    @Test
    void shouldComeBackToAFailedEndpointExactlyWhenItHasRested() {
        // Given
        s.candidates = List.of(Samples.endpoint("a"));
        s.failed("a", ErrorCode.PROVIDER_SERVER_ERROR, NOW);
        Instant rested = NOW.plus(Backoff.after("r-1", 1));

        // When
        Decision before = s.decide(rested.minusMillis(1)).decision();
        Decision then = s.decide(rested).decision();

        // Then
        assertThat(before)
                .isInstanceOfSatisfying(
                        Decision.Wait.class, wait -> assertThat(wait.until()).isEqualTo(rested));
        assertThat(then).isEqualTo(s.call(0));
    }

    @Test
    void shouldCountTheFailuresOfEachEndpointByThemselves() {
        // Given
        s.deny("c", NOW.plusSeconds(60));
        s.failed("a", ErrorCode.PROVIDER_SERVER_ERROR, NOW.minusSeconds(10));
        s.failed("a", ErrorCode.PROVIDER_SERVER_ERROR, NOW.minusSeconds(5));
        s.failed("b", ErrorCode.PROVIDER_SERVER_ERROR, NOW);

        // When
        Decision decision = s.decide(NOW).decision();

        // Then
        assertThat(decision).isEqualTo(s.call(0));
    }

    @ParameterizedTest(name = "{0} failures after the first of each: {1} to {2} ms")
    @CsvSource({"0, 500, 1500", "1, 2000, 6000", "2, 8000, 24000", "3, 30000, 90000", "9, 30000, 90000"})
    void shouldRestAsAWholeOnceEverybodyHasFailedIt(int more, long least, long most) {
        // Given
        s.maxAttempts = 100;
        s.deadline = NOW.plusSeconds(3600);
        s.failed("a", ErrorCode.PROVIDER_SERVER_ERROR, NOW.minusSeconds(600));
        s.failed("b", ErrorCode.PROVIDER_SERVER_ERROR, NOW.minusSeconds(500));
        for (int i = 0; i < more; i++) {
            s.failed("b", ErrorCode.PROVIDER_SERVER_ERROR, NOW.minusSeconds(400));
        }
        s.failed("c", ErrorCode.PROVIDER_SERVER_ERROR, NOW);

        // When
        Decision decision = s.decide().decision();

        // Then
        assertThat(Duration.between(NOW, Situation.untilOf(decision)).toMillis())
                .isBetween(least, most);
    }

    @ParameterizedTest(name = "others succeeded there since: {0}")
    @CsvSource({"true", "false"})
    void shouldKeepTheLastAttemptUntilAnEndpointThatFailedItIsKnownToWork(boolean works) {
        // Given
        s.candidates = List.of(Samples.endpoint("a"));
        s.maxAttempts = 2;
        s.takenAt = NOW.minusSeconds(31);
        s.deadline = NOW.plusSeconds(3600);
        s.failed("a", ErrorCode.PROVIDER_OVERLOADED, NOW.minusSeconds(30));
        if (works) {
            s.works("a");
        }

        // When
        Verdict verdict = s.decide();

        // Then
        if (works) {
            assertThat(verdict.decision()).isEqualTo(s.call(0));
        } else {
            assertThat(verdict.decision()).isInstanceOf(Decision.Park.class);
            assertThat(verdict.exclusions())
                    .allSatisfy(exclusion -> assertThat(exclusion.reason()).contains("the last attempt is kept"));
        }
    }

    @Test
    void shouldFindOutForAllHoweverFewAttemptsAreLeft() {
        // Given
        s.doubtAll();
        s.maxAttempts = 3;
        s.deadline = NOW.plusSeconds(3600);
        s.failed("a", ErrorCode.PROVIDER_OVERLOADED, NOW.minusSeconds(500));
        s.failed("b", ErrorCode.PROVIDER_OVERLOADED, NOW.minusSeconds(400));

        // When
        Decision first = s.decide().decision();
        s.probeFailed("a", NOW.minusSeconds(300));
        s.probeFailed("b", NOW.minusSeconds(200));
        Decision afterwards = s.decide().decision();
        s.failed("a", ErrorCode.PROVIDER_OVERLOADED, NOW.minusSeconds(100));

        // Then
        assertThat(first).isEqualTo(s.call(2));
        assertThat(afterwards).isEqualTo(s.call(2));
        Situation.assertFinish(s.decide(), Outcome.FAILED, ErrorCode.PROVIDER_OVERLOADED);
    }

    @Test
    void shouldCountTheProbeThatIsTheOnlyCallARequestMayMake() {
        // Given
        s.maxAttempts = 1;
        s.probeFailed("a", NOW.minusSeconds(100));

        // Then
        Situation.assertFinish(s.decide(), Outcome.FAILED, ErrorCode.PROVIDER_OVERLOADED);
    }

    @Test
    void shouldRatherWaitForASlotThanFindOutWhereItIsUrgent() {
        // Given
        s.lane = Lane.INTERACTIVE;
        s.fill("a");
        s.doubt("b");
        s.deny("c", NOW.plusSeconds(30));

        // Then
        assertThat(s.decide().decision()).isEqualTo(s.awaitRoom(NOW.plusSeconds(30), 0));
    }

    @Test
    void shouldGiveTheLastAttemptToAnEndpointThatWorks() {
        // Given
        s.doubt("a");
        s.doubt("b");
        s.maxAttempts = 2;
        s.failed("a", ErrorCode.PROVIDER_OVERLOADED, NOW.minusSeconds(30));

        // When
        Decision decision = s.decide().decision();

        // Then
        assertThat(decision).isEqualTo(s.call(2));
    }

    @Test
    void shouldNotKeepTheOnlyAttempt() {
        // Given
        s.doubt("a");
        s.maxAttempts = 1;

        // When
        Decision decision = s.decide().decision();

        // Then
        assertThat(decision).isEqualTo(s.call(0));
    }

    @ParameterizedTest(name = "endpoint''s timeout {0} s: spent {1} s after the failure")
    @CsvSource({"10, 590", "120, 480", "300, 300", "1000, 300"})
    void shouldSpendTheKeptAttemptBeforeTheDeadlineMakesItWorthless(long timeout, long spentAfter) {
        // Given
        s.candidates = List.of(Samples.endpoint("a", 0, Duration.ofSeconds(timeout)));
        s.maxAttempts = 2;
        s.deadline = NOW.plusSeconds(600);
        s.failed("a", ErrorCode.PROVIDER_OVERLOADED, NOW);
        Instant spent = NOW.plusSeconds(spentAfter);

        // When
        Decision longBefore = s.decide(NOW.plusSeconds(60)).decision();
        Decision justBefore = s.decide(spent.minusMillis(1)).decision();
        Decision then = s.decide(spent).decision();

        // Then
        assertThat(longBefore).isInstanceOf(Decision.Park.class);
        assertThat(justBefore)
                .isInstanceOfSatisfying(
                        Decision.Park.class, park -> assertThat(park.until()).isEqualTo(spent));
        assertThat(then).isEqualTo(s.call(0));
    }

    @ParameterizedTest(name = "taken {0} ms ago, chance in {1} ms: parks {2}")
    @CsvSource({"0, 2000, false", "0, 2001, true", "1500, 500, false", "1500, 501, true", "5000, 1, true"})
    void shouldWaitForUpToTwoSecondsInAllAndThenPark(long taken, long chance, boolean parks) {
        // Given
        s.takenAt = NOW.minusMillis(taken);
        s.denyAll(NOW.plusMillis(chance));

        // When
        Decision decision = s.decide().decision();

        // Then
        assertThat(decision).isInstanceOf(parks ? Decision.Park.class : Decision.Wait.class);
        assertThat(untilOf(decision)).isEqualTo(NOW.plusMillis(chance));
    }

    @ParameterizedTest(name = "failed 1600 ms ago, chance in {0} ms: parks {1}")
    @CsvSource({"400, false", "401, true"})
    void shouldCountThePatienceFromTheLastFailure(long chance, boolean parks) {
        // Given
        s.takenAt = NOW.minusSeconds(60);
        s.denyAll(NOW.plusMillis(chance));
        s.failed("a", ErrorCode.PROVIDER_TIMEOUT, NOW.minusMillis(1_600));

        // When
        Decision decision = s.decide().decision();

        // Then
        assertThat(decision).isInstanceOf(parks ? Decision.Park.class : Decision.Wait.class);
    }

    @Test
    void shouldTakeTheEarliestChanceOfAllCandidates() {
        // Given
        s.deny("a", NOW.plusSeconds(30));
        s.deny("b", NOW.plusSeconds(20));
        s.deny("c", NOW.plusSeconds(25));

        // When
        Decision decision = s.decide().decision();

        // Then
        assertThat(untilOf(decision)).isEqualTo(NOW.plusSeconds(20));
    }

    @Test
    void shouldNotWaitBeyondTheDeadline() {
        // Given
        s.deadline = NOW.plusSeconds(1);
        s.denyAll(NOW.plusSeconds(600));

        // When
        Decision decision = s.decide().decision();

        // Then
        assertThat(decision).isInstanceOf(Decision.Wait.class);
        assertThat(untilOf(decision)).isEqualTo(s.deadline);
    }

    @Test
    void shouldNotRunInCirclesWhenTheHealthViewNamesAMomentThatHasPassed() {
        // Given
        s.denyAll(NOW.minusSeconds(1));

        // When
        Decision decision = s.decide().decision();

        // Then
        assertThat(untilOf(decision)).isAfter(NOW);
    }

    @Test
    void shouldNameEveryCandidateAndWhyInTheReasonToWait() {
        // Given
        s.candidates = List.of(Samples.endpoint("a"), Samples.endpoint("b", 8_000), Samples.endpoint("c"));
        s.failed("a", ErrorCode.PROVIDER_OVERLOADED, NOW);
        s.failed("b", ErrorCode.CREDENTIAL_DENIED, NOW);
        s.deny("c", NOW.plusSeconds(1));

        // When
        Verdict verdict = s.decide();

        // Then
        assertThat(verdict.exclusions()).extracting(Exclusion::endpointId).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(((Decision.Wait) verdict.decision()).reason())
                .contains(
                        "a: failed this request a moment ago",
                        "b: refused this request: credential.region_or_model_denied",
                        "c: left alone");
    }
}
