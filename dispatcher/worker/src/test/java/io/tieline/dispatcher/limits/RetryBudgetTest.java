package io.tieline.dispatcher.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many retries go to an endpoint. */
class RetryBudgetTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private long now = -SECOND;
    private final RetryBudget budget = new RetryBudget(1, now);

    @Test
    void shouldAllowAFewAtFirstAndThenOneASecond() {
        // When
        int few = spend();
        boolean none = budget.has(now);
        Duration until = budget.until(now);
        now += SECOND;

        // Then
        assertThat(few).isEqualTo(10);
        assertThat(none).isFalse();
        assertThat(until).isBetween(Duration.ofMillis(900), Duration.ofSeconds(1));
        assertThat(budget.has(now)).isTrue();
        assertThat(budget.until(now)).isZero();
    }

    @Test
    void shouldAllowOneForTenFirstAttempts() {
        // Given
        spend();

        // When
        for (int i = 0; i < 51; i++) {
            budget.first(now);
        }

        // Then
        assertThat(spend()).isEqualTo(5);
    }

    @Test
    void shouldSaveUpNoMoreThanItHolds() {
        // When
        for (int i = 0; i < 10_000; i++) {
            budget.first(now);
        }
        now += 1_000 * SECOND;

        // Then
        assertThat(spend()).isEqualTo(10);
        assertThat(new RetryBudget(50, now).has(now)).isTrue();
    }

    @Test
    void shouldCostNothingWhereARetrySucceeds() {
        // Given
        spend();

        // When
        budget.giveBack(now);

        // Then
        assertThat(spend()).isEqualTo(1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldKeepFailingRetriesToATenthOfFirstAttempts(long seed) {
        // Given
        Random random = new Random(seed);
        long begin = now;
        int firsts = 0;
        int retries = 0;
        for (int i = 0; i < 50_000; i++) {
            // When
            now += random.nextInt(20_000_000);
            if (random.nextInt(3) == 0) {
                budget.first(now);
                firsts++;
            } else if (budget.has(now)) {
                budget.take(now);
                retries++;
            }

            // Then
            double allowed = 10 + 0.1 * firsts + (double) (now - begin) / SECOND;
            assertThat(retries).as("seed %s, step %s", seed, i).isLessThanOrEqualTo((int) Math.ceil(allowed));
        }
    }

    private int spend() {
        int spent = 0;
        while (budget.has(now)) {
            budget.take(now);
            spent++;
        }
        return spent;
    }
}
