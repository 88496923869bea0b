package io.tieline.health.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TallyTest {
    private final Tally tally = new Tally();

    @Test
    void shouldBeginWithNothing() {
        assertThat(Figures.of(tally)).isEqualTo(new Figures(0, Map.of(), Map.of(), 0, 0, 0));
        assertThat(tally.tokensPerSecond()).isZero();
    }

    @Test
    void shouldMeasureTheSpeedOfCallsThatSucceeded() {
        // When
        tally.add(new Sample("ok", Duration.ofSeconds(2), 100, 7));
        tally.add(new Sample("ok", Duration.ofSeconds(3), 50, 8));
        tally.add(new Sample("provider.timeout", Duration.ofSeconds(60), 900, 9));

        // Then
        assertThat(tally.attempts()).isEqualTo(3);
        assertThat(tally.failures()).isEqualTo(Map.of("provider.timeout", 1L));
        assertThat(tally.outputTokens()).isEqualTo(150);
        assertThat(tally.tokensPerSecond()).isCloseTo(30, within(1e-9));
        assertThat(tally.latencies().quantile(1)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void shouldCountTheCostOfCallsThatFailed() {
        tally.add(new Sample("provider.stream_broken", Duration.ofSeconds(1), 10, 5));

        assertThat(tally.costMicroUsd()).isEqualTo(5);
        assertThat(tally.outputTokens()).isZero();
    }

    @Test
    void shouldNotSlowTheSpeedDownByCallsWithoutTokens() {
        tally.add(new Sample("ok", Duration.ofSeconds(2), 100, 0));
        tally.add(new Sample("ok", Duration.ofSeconds(100), 0, 0));

        assertThat(tally.tokensPerSecond()).isCloseTo(50, within(1e-9));
        assertThat(tally.generatingMillis()).isEqualTo(2_000);
    }

    @ParameterizedTest
    @CsvSource({"0, 10000", "-700, 10000", "1, 10000", "2, 5000"})
    void shouldMeasureASpeedAlsoOfCallsThatTookNoTime(long millis, double speed) {
        tally.add(new Sample("ok", Duration.ofMillis(millis), 10, 0));

        assertThat(tally.tokensPerSecond()).isCloseTo(speed, within(1e-9));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldAddUpWithoutLoss(long seed) {
        // Given
        Random random = new Random(seed);
        List<Sample> all = new ArrayList<>();
        List<Tally> parts = List.of(new Tally(), new Tally(), new Tally());
        for (int i = 0; i < 1_000; i++) {
            Sample sample = RandomSamples.next(random);
            all.add(sample);
            parts.get(random.nextInt(3)).add(sample);
        }

        // When
        parts.forEach(tally::add);

        // Then
        assertThat(Figures.of(tally)).as("seed %d", seed).isEqualTo(Figures.of(all));
    }

    @Test
    void shouldBeAsItWasStored() {
        // When
        Tally restored = Tally.restored(9, 8, 7, 6, Map.of("provider.timeout", 5L));
        restored.latencies().add(3, 4);

        // Then
        assertThat(Figures.of(restored))
                .isEqualTo(new Figures(9, Map.of("provider.timeout", 5L), Map.of(3, 4), 8, 7, 6));
    }
}
