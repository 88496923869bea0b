package io.tieline.dispatcher.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HedgeBudgetTest {
    private final HedgeBudget budget = new HedgeBudget();

    private void calls(int count) {
        for (int i = 0; i < count; i++) {
            budget.called("route");
        }
    }

    private int takeAll() {
        int taken = 0;
        while (budget.take("route")) {
            taken++;
        }
        return taken;
    }

    @ParameterizedTest(name = "after {0} calls, {1} more")
    @CsvSource({"0, 0", "49, 0", "50, 1", "99, 1", "100, 2", "500, 10", "5000, 10"})
    void shouldLetOneOfFiftyCallsBeJoinedAndSaveUpAFew(int calls, int expected) {
        // When
        calls(calls);

        // Then
        assertThat(takeAll()).isEqualTo(expected);
    }

    @Test
    void shouldNeverLetMoreThanTwoPercentBeJoined() {
        // When
        int joined = 0;
        for (int call = 1; call <= 10_000; call++) {
            calls(1);
            joined += takeAll();

            // Then
            assertThat(joined).isLessThanOrEqualTo(call / 50);
        }
        assertThat(joined).isEqualTo(200);
    }

    @Test
    void shouldCountForEachRouteAloneAndTakeBackWhatWasNotUsed() {
        // Given
        calls(50);

        // When
        boolean another = budget.take("another");
        boolean first = budget.take("route");
        budget.giveBack("route");

        // Then
        assertThat(another).isFalse();
        assertThat(first).isTrue();
        assertThat(takeAll()).isEqualTo(1);
    }
}
