package io.tieline.dispatcher.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateMeterTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private long now = -5 * SECOND;
    private final RateMeter meter = new RateMeter(now);

    @Test
    void shouldMeasureTheLastTenSeconds() {
        // When
        for (int i = 0; i < 300; i++) {
            now += SECOND / 10;
            meter.add(1, now);
        }

        // Then
        assertThat(meter.perMinute(now)).isCloseTo(600, within(60.0));
        assertThat(meter.perMinute(now + 5 * SECOND)).isCloseTo(300, within(60.0));
        assertThat(meter.perMinute(now + 10 * SECOND)).isZero();
    }

    @Test
    void shouldMeasureSoonAfterItBegan() {
        // When
        meter.add(3, now);

        // Then
        assertThat(meter.perMinute(now)).isEqualTo(180);
        assertThat(meter.perMinute(now + SECOND)).isEqualTo(90);
    }

    @Test
    void shouldForgetWhatWasLongAgoHoweverLongNobodyAsked() {
        // Given
        meter.add(1_000, now);

        // When
        meter.add(1, now + 1_000 * SECOND);

        // Then
        assertThat(meter.perMinute(now + 1_000 * SECOND)).isEqualTo(6);
    }
}
