package io.tieline.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.simulation.Main.Thoroughness;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is promised of detection, on the product's own judge and router in virtual time. */
class SimulationTest {
    private static final Grid TIELINE = new Grid(8, TielinePolicy::new);
    private static final Duration A_WHILE = Duration.ofMinutes(30);

    @Test
    void shouldTellTheSameForTheSameSeed() {
        // When
        String first = Main.report(7, A_WHILE, new Thoroughness(5, 1));
        String second = Main.report(7, A_WHILE, new Thoroughness(5, 1));

        // Then
        assertThat(first).isEqualTo(second).contains("Tieline", "answered");
        assertThat(Main.report(8, A_WHILE, new Thoroughness(5, 1))).isNotEqualTo(first);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void shouldNotTakeThreePercentOfIndependentErrorsForAnOutage(long seed) {
        // When
        double falseAlarmsADay = TIELINE.falseAlarms(seed, 10, 0.03, 0, 1);

        // Then
        assertThat(falseAlarmsADay).isLessThan(1);
    }

    @Test
    void shouldNotTakeConnectionsThatBreakTogetherForAnOutage() {
        // When
        double falseAlarmsADay = TIELINE.falseAlarms(1, 10, 0.01, 6, 3);

        // Then
        assertThat(falseAlarmsADay).isLessThan(1);
    }

    @ParameterizedTest(name = "{0}/s, errors {1}: within {2} s")
    @CsvSource({"10, 1.0, 2", "10, 0.5, 4", "10, 0.3, 8", "1, 1.0, 15"})
    void shouldSeeAnOutageInTime(double perSecond, double errors, int seconds) {
        // When
        List<Duration> times = TIELINE.detections(1, perSecond, errors, 100, Duration.ofMinutes(5));

        // Then
        assertThat(times).hasSize(100);
        List<Duration> sorted = times.stream().sorted(Comparator.naturalOrder()).toList();
        assertThat(sorted.get(95)).isLessThan(Duration.ofSeconds(seconds));
    }

    @Test
    void shouldLoseNothingInTroubledDays() {
        // When
        Score score = Main.days(3, Duration.ofHours(12), Main.TIELINE);

        // Then
        assertThat(score.answered()).isGreaterThan(2_000_000);
        assertThat(score.lost()).isZero();
        assertThat(score.falseAlarms()).isLessThan(1);
        assertThat(score.callsPerRequest()).isLessThan(1.05);
        assertThat(score.deadCallsAMinute()).isLessThan(5);
    }
}
