package io.tieline.routing;

import static io.tieline.routing.Situation.NOW;
import static io.tieline.routing.Situation.assertFinish;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is called, and when nobody is any more. */
class RouterTest {
    private final Situation s = new Situation();

    @Test
    void shouldCallTheFirstCandidate() {
        // When
        Verdict verdict = s.decide();

        // Then
        assertThat(verdict).isEqualTo(new Verdict(s.call(0), List.of()));
    }

    @Test
    void shouldCallTheNextCandidateAndTellWhyNotTheOnesBefore() {
        // Given
        s.failed("a", ErrorCode.PROVIDER_RATE_LIMITED_BURST, NOW);
        s.deny("b", NOW.plusSeconds(30));

        // When
        Verdict verdict = s.decide();

        // Then
        assertThat(verdict.decision()).isEqualTo(s.call(2));
        assertThat(verdict.exclusions())
                .containsExactly(
                        new Exclusion("a", "failed this request a moment ago"), new Exclusion("b", "left alone"));
    }

    @Test
    void shouldProbeADoubtfulEndpointWhileMoreAttemptsRemain() {
        // Given
        s.doubt("a");

        // When
        Decision decision = s.decide().decision();

        // Then
        assertThat(decision).isEqualTo(s.call(0));
    }

    /** Were the only attempt kept too, nobody would find out that the endpoint works again. */
    @Test
    void shouldGoOnlyToALargerWindowWithARequestThatIsTooLong() {
        // Given
        s.candidates = List.of(
                Samples.endpoint("small", 8_000),
                Samples.endpoint("medium", 32_000),
                Samples.endpoint("equal", 32_000),
                Samples.endpoint("large", 200_000));
        s.failed("medium", ErrorCode.REQUEST_TOO_LONG, NOW.minusSeconds(600));

        // When
        Verdict verdict = s.decide();

        // Then
        assertThat(verdict.decision()).isEqualTo(s.call(3));
        assertThat(verdict.exclusions()).extracting(Exclusion::endpointId).containsExactly("small", "medium", "equal");
        assertThat(verdict.exclusions())
                .allSatisfy(exclusion -> assertThat(exclusion.reason()).contains("context window", "medium"));
    }

    @Test
    void shouldFailWhenTheRequestIsTooLongForTheLargestWindow() {
        // Given
        s.candidates = List.of(Samples.endpoint("small", 8_000), Samples.endpoint("large", 200_000));
        s.failed("large", ErrorCode.REQUEST_TOO_LONG, NOW);

        // When
        Verdict verdict = s.decide();

        // Then
        assertFinish(verdict, Outcome.FAILED, ErrorCode.REQUEST_TOO_LONG);
        assertThat(verdict.exclusions()).hasSize(2);
    }

    @Test
    void shouldNeverGoBackToAnEndpointThatRefusedTheCredential() {
        // Given
        s.candidates = List.of(Samples.endpoint("a"), Samples.endpoint("b"));
        s.failed("a", ErrorCode.CREDENTIAL_DENIED, NOW.minusSeconds(3600));

        // When
        Verdict elsewhere = s.decide();
        s.failed("b", ErrorCode.CREDENTIAL_DENIED, NOW.minusSeconds(3600));
        Verdict nowhere = s.decide();

        // Then
        assertThat(elsewhere.decision()).isEqualTo(s.call(1));
        assertFinish(nowhere, Outcome.FAILED, ErrorCode.CREDENTIAL_DENIED);
    }

    @ParameterizedTest
    @EnumSource
    void shouldFollowThePolicyOfEveryCode(ErrorCode code) {
        // Given
        s.candidates = List.of(
                Samples.endpoint("a", 8_000).withMaxOutput(1_000),
                Samples.endpoint("b", 16_000).withMaxOutput(2_000));
        s.failed("a", code, NOW);

        // When
        Verdict verdict = s.decide();

        // Then
        switch (ErrorPolicy.of(code)) {
            case TRY_ELSEWHERE, NEVER_HERE, LARGER_WINDOW, LARGER_OUTPUT ->
                assertThat(verdict.decision()).isEqualTo(s.call(1));
            case FAIL ->
                assertFinish(verdict, code == ErrorCode.DEADLINE_EXCEEDED ? Outcome.EXPIRED : Outcome.FAILED, code);
        }
    }

    @Test
    void shouldFailAfterTheLastAllowedCall() {
        // Given
        s.maxAttempts = 2;
        s.failed("a", ErrorCode.PROVIDER_OVERLOADED, NOW.minusSeconds(60));
        s.failed("b", ErrorCode.PROVIDER_SERVER_ERROR, NOW.minusSeconds(30));

        // When
        Verdict verdict = s.decide();

        // Then
        assertFinish(verdict, Outcome.FAILED, ErrorCode.PROVIDER_SERVER_ERROR);
        assertThat(((Decision.Finish) verdict.decision()).message()).contains("all 2 allowed calls", "b");
    }

    @ParameterizedTest(name = "{0} ms before the deadline")
    @ValueSource(longs = {0, -1, -3_600_000})
    void shouldExpireAtTheDeadlineWhateverHappenedBefore(long before) {
        // Given
        s.failed("a", ErrorCode.REQUEST_INVALID, NOW);

        // When
        Verdict verdict = s.decide(s.deadline.minusMillis(before));

        // Then
        assertFinish(verdict, Outcome.EXPIRED, ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void shouldTellThatAnAnswerWasCutOffRatherThanRefused() {
        // Given
        s.failed("a", ErrorCode.REQUEST_OUTPUT_LIMIT, NOW);

        // When
        Verdict verdict = s.decide(NOW);

        // Then
        assertFinish(verdict, Outcome.FAILED, ErrorCode.REQUEST_OUTPUT_LIMIT);
        assertThat(verdict.decision().toString()).contains("a was cut off at the request's own maxOutputTokens");
    }

    @Test
    void shouldQueueAtAFullEndpointWhenNoOtherIsOpen() {
        // Given
        s.fill("a");
        s.fill("b");
        s.deny("c", NOW.plusSeconds(5));

        // When
        Verdict verdict = s.decide();

        // Then
        assertThat(verdict.decision()).isEqualTo(s.awaitRoom(NOW.plusSeconds(5), 0, 1));
        assertThat(verdict.exclusions()).extracting(Exclusion::endpointId).containsExactly("a", "b", "c");
    }

    @Test
    void shouldPreferAnEndpointWithRoomToAFullOneBeforeIt() {
        // Given
        s.fill("a");

        // When
        Verdict verdict = s.decide();

        // Then
        assertThat(verdict.decision()).isEqualTo(s.call(1));
        assertThat(verdict.exclusions()).extracting(Exclusion::endpointId).containsExactly("a");
    }
}
