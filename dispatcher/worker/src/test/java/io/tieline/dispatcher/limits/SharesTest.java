package io.tieline.dispatcher.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets how much of a limit of 600. */
class SharesTest {
    @ParameterizedTest(name = "demands {0}, {1}, {2}: shares {3}, {4}, {5}")
    @CsvSource({
        "2000, 2000, 2000, 200, 200, 200",
        "100, 2000, 2000, 100, 250, 250",
        "100, 150, 2000, 100, 150, 350",
        "100, 100, 100, 200, 200, 200",
        "0, 2000, 2000, 10, 295, 295",
        "0, 0, 0, 200, 200, 200",
        "0, 0, 300, 103.33, 103.33, 393.33"
    })
    void shouldGiveNobodyMoreThanItWantsWhileAnotherWantsMore(
            double one, double two, double three, double first, double second, double third) {
        // When
        Map<String, Double> shares = Shares.divide(600, Map.of("a", one, "b", two, "c", three));

        // Then
        assertThat(shares.get("a")).isCloseTo(first, within(0.01));
        assertThat(shares.get("b")).isCloseTo(second, within(0.01));
        assertThat(shares.get("c")).isCloseTo(third, within(0.01));
    }

    @Test
    void shouldGiveNothingToNobody() {
        assertThat(Shares.divide(600, Map.of())).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldGiveAwayExactlyTheLimit(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            // Given
            Map<String, Double> demands = new HashMap<>();
            for (int j = 0; j <= random.nextInt(12); j++) {
                demands.put("w" + j, random.nextInt(3) == 0 ? 0 : 1_000 * random.nextDouble());
            }
            double limit = 1 + 2_000 * random.nextDouble();

            // When
            Map<String, Double> shares = Shares.divide(limit, demands);

            // Then
            double sum = shares.values().stream().mapToDouble(share -> share).sum();
            assertThat(sum).as("seed %s: %s", seed, demands).isCloseTo(limit, within(1e-6));
            double greatest =
                    shares.values().stream().mapToDouble(share -> share).max().orElseThrow();
            demands.forEach((worker, demand) -> assertThat(shares.getOrDefault(worker, 0.0) + 1e-6)
                    .as("seed %s: %s of %s", seed, worker, demands)
                    .isGreaterThanOrEqualTo(Math.min(demand, greatest)));
        }
    }
}
