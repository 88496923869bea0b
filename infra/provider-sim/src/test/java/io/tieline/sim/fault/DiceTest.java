package io.tieline.sim.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DiceTest {
    @Test
    void shouldSpreadEvenlyAroundTheMean() {
        // Given
        Duration mean = Duration.ofSeconds(1);

        // When
        long[] millis = LongStream.range(0, 10_000)
                .map(n -> Dice.around(mean, 0.2, 5, n).toMillis())
                .toArray();

        // Then
        assertThat(LongStream.of(millis).min().orElseThrow()).isBetween(800L, 805L);
        assertThat(LongStream.of(millis).max().orElseThrow()).isBetween(1_195L, 1_200L);
        assertThat(LongStream.of(millis).average().orElseThrow()).isCloseTo(1_000, within(5.0));
    }

    @Test
    void shouldNotMoveWithoutJitter() {
        assertThat(Dice.around(Duration.ofSeconds(2), 0, 5, 6)).isEqualTo(Duration.ofSeconds(2));
    }
}
