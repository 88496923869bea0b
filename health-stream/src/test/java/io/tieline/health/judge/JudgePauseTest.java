package io.tieline.health.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.judge.Observation.Sign;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long an endpoint gets no calls. */
class JudgePauseTest {
    private final Trial t = new Trial();

    @Test
    void shouldDoubleThePauseWithEachFailedProbeUpToAMinute() {
        t.bringToProbing();
        long[] shortest = {10, 20, 40, 60, 60, 60};
        long[] longest = {15, 30, 60, 60, 60, 60};
        for (int relapse = 0; relapse < 30; relapse++) {
            // When
            t.probe(Sign.BAD);

            // Then
            int k = Math.min(relapse, shortest.length - 1);
            assertThat(Duration.between(t.now, t.down().until()))
                    .as("after %d failed probes", relapse + 1)
                    .isBetween(Duration.ofSeconds(shortest[k]), Duration.ofSeconds(longest[k]));
            t.passTo(t.down().until());
        }
    }

    @Test
    void shouldSpreadThePausesOfEndpointsThatFellTogether() {
        // When
        List<Duration> pauses = IntStream.range(0, 200)
                .mapToObj(i -> new Trial("endpoint-" + i))
                .peek(Trial::bringDown)
                .map(trial -> Duration.between(trial.now, trial.down().until()))
                .toList();

        // Then
        Map<Long, Long> byQuarterSecond =
                pauses.stream().collect(Collectors.groupingBy(pause -> pause.toMillis() / 250, Collectors.counting()));
        assertThat(byQuarterSecond.keySet())
                .containsExactlyInAnyOrder(20L, 21L, 22L, 23L, 24L, 25L, 26L, 27L, 28L, 29L);
        assertThat(byQuarterSecond.values()).allMatch(count -> count >= 5 && count <= 45);
    }

    @Test
    void shouldRememberRelapsesWhenItFallsAgainSoon() {
        // Given
        t.bringToProbing();
        t.probe(Sign.BAD);
        t.probeUntilHealthy();
        t.pass(Duration.ofMinutes(9));

        // When
        t.bringDown();

        // Then
        assertThat(Duration.between(t.now, t.down().until())).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(15));
    }

    @Test
    void shouldForgetRelapsesWhenItWasHealthyForLong() {
        // Given
        t.bringToProbing();
        t.probe(Sign.BAD);
        t.probeUntilHealthy();

        // When
        t.pass(Duration.ofMinutes(10));

        // Then
        assertThat(t.judge.relapses()).isZero();
        t.bringDown();
        assertThat(Duration.between(t.now, t.down().until()))
                .isBetween(Duration.ofSeconds(5), Duration.ofMillis(7_500));
    }
}
