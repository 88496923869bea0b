package io.tieline.whatif.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class StrategyReportTest {
    @Test
    void shouldTellTheSameForTheSameSeeds() {
        // When
        String first = new StrategyReport(List.of(3L), 2, 200).write();
        String second = new StrategyReport(List.of(3L), 2, 200).write();

        // Then
        assertThat(first).isEqualTo(second).contains("--seeds 3 --days 2 --sampled 200", "| one provider |");
        assertThat(new StrategyReport(List.of(4L), 2, 200).write()).isNotEqualTo(first);
    }

    @Test
    void shouldRefuseToPlayNothing() {
        assertThatThrownBy(() -> new StrategyReport(List.of(), 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StrategyReport(List.of(1L), 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
