package io.tieline.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints that get a part of their traffic, and who finds out about those in doubt. */
class RouterShareTest {
    private static final int REQUESTS = 5_000;

    private final Situation s = new Situation();

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.25, 0.5, 0.9})
    void shouldGiveALimitedEndpointItsShare(double share) {
        // Given
        s.limit("a", share);

        // When
        Set<Integer> there = requestsThatGoTo(0);

        // Then
        assertThat((double) there.size() / REQUESTS).isCloseTo(share, within(0.03));
    }

    @Test
    void shouldKeepWhoWasAdmittedWhenTheShareGrows() {
        // Given
        s.limit("a", 0.1);
        Set<Integer> before = requestsThatGoTo(0);
        s.limit("a", 0.25);

        // When
        Set<Integer> after = requestsThatGoTo(0);

        // Then
        assertThat(after).containsAll(before);
    }

    @Test
    void shouldTellWhyARequestIsNotInTheShare() {
        // Given
        s.limit("a", 1e-9);

        // When
        Verdict verdict = s.decide();

        // Then
        assertThat(verdict.decision()).isEqualTo(s.call(1));
        assertThat(verdict.exclusions()).containsExactly(new Exclusion("a", "recovers"));
    }

    @Test
    void shouldUseALimitedEndpointWhenNobodyElseCanBeCalled() {
        // Given
        s.limit("a", 1e-9);
        s.deny("b", Situation.NOW.plusSeconds(9));
        s.deny("c", Situation.NOW.plusSeconds(9));

        // When
        Verdict verdict = s.decide();

        // Then
        assertThat(verdict.decision()).isEqualTo(s.call(0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldPreferALimitedEndpointWithRoomToQueueingAtAFullOne(boolean limitedIsFull) {
        // Given
        s.limit("a", 1e-9);
        s.fill("b");
        s.fill("c");
        if (limitedIsFull) {
            s.fill("a");
        }

        // When
        Verdict verdict = s.decide();

        // Then
        assertThat(verdict.decision()).isEqualTo(limitedIsFull ? s.awaitRoom(s.deadline, 1, 2) : s.call(0));
    }

    @ParameterizedTest
    @CsvSource({"INTERACTIVE, 0, 1", "INTERACTIVE, 4999, 1", "INTERACTIVE, 5000, 0", "BATCH, 0, 0", "PARKED, 0, 0"})
    void shouldLeaveFindingOutToLessUrgentRequestsForAWhile(Lane lane, long millisInDoubt, int called) {
        // Given
        s.lane = lane;
        s.doubt("a", Situation.NOW.minusMillis(millisInDoubt));

        // When
        Verdict verdict = s.decide();

        // Then
        assertThat(verdict.decision()).isEqualTo(s.call(called));
    }

    @Test
    void shouldFindOutWithAnUrgentRequestWhenNobodyElseCanBeCalled() {
        // Given
        s.lane = Lane.INTERACTIVE;
        s.doubt("a");
        s.deny("b", Situation.NOW.plusSeconds(9));
        s.deny("c", Situation.NOW.plusSeconds(9));

        // When
        Verdict verdict = s.decide();

        // Then
        assertThat(verdict.decision()).isEqualTo(s.call(0));
    }

    @ParameterizedTest
    @EnumSource(Lane.class)
    void shouldParkWhatMustWaitForLongUnlessItWasParkedBefore(Lane lane) {
        // Given
        s.lane = lane;
        s.denyAll(Situation.NOW.plusSeconds(30));

        // When
        Verdict verdict = s.decide();

        // Then
        assertThat(verdict.decision()).isInstanceOf(lane == Lane.PARKED ? Decision.Wait.class : Decision.Park.class);
        assertThat(Situation.untilOf(verdict.decision())).isEqualTo(Situation.NOW.plusSeconds(30));
    }

    @Test
    void shouldWaitInPlaceWhileNoEndpointOfTheCatalogueCanBeCalled() {
        // Given
        s.totalOutage = true;
        s.denyAll(Situation.NOW.plus(Duration.ofSeconds(30)));

        // When
        Verdict verdict = s.decide();

        // Then
        assertThat(verdict.decision()).isInstanceOf(Decision.Wait.class);
    }

    /** Numbers of the requests that go to the candidate at this place. */
    private Set<Integer> requestsThatGoTo(int index) {
        List<Integer> numbers = IntStream.range(0, REQUESTS)
                .filter(number -> {
                    s.requestId = "request-" + number;
                    return s.decide().decision().equals(s.call(index));
                })
                .boxed()
                .toList();
        return numbers.stream().collect(Collectors.toCollection(TreeSet::new));
    }
}
