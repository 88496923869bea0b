package io.tieline.sim.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultBoardTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final Effect RESET = new Effect.Reset();

    private final FaultBoard board = new FaultBoard(Set.of("a", "b"), 7);

    @ParameterizedTest
    @CsvSource({"0, false", "999, false", "1000, true", "2999, true", "3000, false", "9999, false"})
    void shouldKeepToItsSchedule(long atMillis, boolean active) {
        // Given
        board.inject(Fault.of("a", RESET).withSchedule(Duration.ofSeconds(1), Duration.ofSeconds(2)), T0);

        // When
        Optional<FaultHandle> selected = board.select("a", "r", T0.plusMillis(atMillis));

        // Then
        assertThat(selected.isPresent()).isEqualTo(active);
    }

    @ParameterizedTest
    @CsvSource({"a, a, true", "a, b, false", "*, b, true"})
    void shouldTakeTheCallsOfItsEndpointOnly(String faulty, String called, boolean taken) {
        // Given
        board.inject(Fault.of(faulty, RESET), T0);

        // When
        Optional<FaultHandle> selected = board.select(called, "r", T0);

        // Then
        assertThat(selected.isPresent()).isEqualTo(taken);
    }

    @Test
    void shouldTakeItsFractionAndAlwaysTheSameCalls() {
        // Given
        Fault third = Fault.of("a", RESET).withFraction(0.3).withSeed(42);
        FaultBoard same = new FaultBoard(Set.of("a"), 99);
        board.inject(third, T0);
        same.inject(third, T0);

        // When
        List<Boolean> taken = takes(board, 10_000);
        List<Boolean> takenAgain = takes(same, 10_000);

        // Then
        assertThat(taken).isEqualTo(takenAgain);
        assertThat(taken.stream().filter(Boolean::booleanValue).count() / 10_000.0)
                .isCloseTo(0.3, within(0.02));
    }

    @Test
    void shouldLeaveWhatTheFirstDoesNotTakeToTheNext() {
        // Given
        FaultHandle half = board.inject(Fault.of("a", RESET).withFraction(0.5), T0);
        FaultHandle rest = board.inject(Fault.of("*", new Effect.Garbage()), T0);

        // When
        List<Boolean> taken = takes(board, 1_000);

        // Then
        assertThat(taken).doesNotContain(false);
        assertThat(half.taken() + rest.taken()).isEqualTo(1_000);
        assertThat(half.taken()).isBetween(400L, 600L);
    }

    @Test
    void shouldTakeTheCallsOfOneRequestAlone() {
        // Given
        board.inject(Fault.of("*", RESET).withRequestId("poison"), T0);

        // Then
        assertThat(board.select("a", "poison", T0)).isPresent();
        assertThat(board.select("b", "poison", T0)).isPresent();
        assertThat(board.select("a", "other", T0)).isEmpty();
        assertThat(board.select("a", null, T0)).isEmpty();
    }

    @Test
    void shouldEndWhenCleared() {
        // Given
        FaultHandle first = board.inject(Fault.of("a", RESET), T0);
        FaultHandle second = board.inject(Fault.of("b", RESET), T0);

        // When
        boolean cleared = board.clear(first.id(), T0);
        boolean again = board.clear(first.id(), T0);

        // Then
        assertThat(cleared).isTrue();
        assertThat(again).isFalse();
        assertThat(first.isOver(T0)).isTrue();
        assertThat(board.list(T0)).containsExactly(second);
        assertThat(board.select("a", "r", T0)).isEmpty();
    }

    @Test
    void shouldRefuseAnUnknownEndpointAndNameTheKnown() {
        assertThatThrownBy(() -> board.inject(Fault.of("c", RESET), T0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("endpoint is 'c', allowed: [a, b] or * for all");
    }

    private static List<Boolean> takes(FaultBoard board, int calls) {
        return IntStream.range(0, calls)
                .mapToObj(_ -> board.select("a", "r", T0).isPresent())
                .toList();
    }
}
