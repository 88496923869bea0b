package io.tieline.routing;

import static io.tieline.routing.Situation.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a call may be joined at all; {@code decisions.txt} has who joins it. */
class HedgingTest {
    private static final Endpoint A = Samples.endpoint("a");
    private static final Endpoint B = Samples.endpoint("b");

    private static Errand errand(Lane lane, @Nullable Duration hedgeAfter) {
        Route route = new Route(
                "route", List.of("a", "b"), Objective.LISTED, null, false, Pinning.PREFER, hedgeAfter, Map.of(), null);
        Plan plan = Plan.of(
                "r-1", Ask.PLAIN, Tenant.unrestricted("anybody"), route, List.of(A, B), Optional.empty(), Outage.NONE);
        return new Errand("r-1", plan, NOW.plusSeconds(60), 5, NOW, lane);
    }

    @ParameterizedTest(name = "{0}, hedge-after {1}: {2}")
    @CsvSource({"INTERACTIVE, PT2S, PT2S", "INTERACTIVE, , ", "BATCH, PT2S, ", "PARKED, PT2S, "})
    void shouldJoinCallsForWhichSomebodyWaitsWhereTheRouteSaysSo(Lane lane, Duration hedgeAfter, Duration expected) {
        assertThat(Hedging.after(errand(lane, hedgeAfter))).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void shouldTellWhyTheSlowOneWasPassedOver() {
        // When
        Optional<Hedging.Joint> joint = Hedging.join(
                errand(Lane.INTERACTIVE, Duration.ofSeconds(2)),
                A,
                List.of(),
                Outage.NONE,
                _ -> true,
                Purse.BOTTOMLESS,
                NOW);

        // Then
        assertThat(joint)
                .contains(new Hedging.Joint(
                        B, List.of(new Exclusion("a", "had not answered when the route's hedge-after was over"))));
    }

    @ParameterizedTest(name = "{0}: worth waiting for the other call: {1}")
    @CsvSource({
        "PROVIDER_TIMEOUT, true",
        "CREDENTIAL_DENIED, true",
        "REQUEST_TOO_LONG, true",
        "REQUEST_CONTENT_POLICY, false",
        "REQUEST_INVALID, false",
        "DEADLINE_EXCEEDED, false"
    })
    void shouldNotLetAnotherAnswerWhatMustNotBeAnsweredAfterAFailure(ErrorCode code, boolean open) {
        // Given
        List<Tried> tried = List.of(new Tried("a", code, NOW));

        // When, Then
        assertThat(Hedging.isOpen(errand(Lane.INTERACTIVE, Duration.ofSeconds(2)), tried))
                .isEqualTo(open);
    }
}
