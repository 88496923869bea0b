package io.tieline.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EndpointHealthTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private final EndpointHealth health = EndpointHealth.unknown("a", NOW);

    @Test
    void shouldBeDueAtOnceWhereNothingWasPublishedYet() {
        assertThat(health.due(NOW)).isTrue();
    }

    @Test
    void shouldBeDueSoonWithNewsAndLaterWithout() {
        // Given
        health.publish(NOW);

        // Then
        assertThat(health.due(NOW.plusMillis(250))).isFalse();
        assertThat(health.due(NOW.plusMillis(4999))).isFalse();
        assertThat(health.due(NOW.plusMillis(5000))).isTrue();

        // When
        health.record(Avro.attempt("a", "ok", NOW, Duration.ofSeconds(1)), NOW);

        // Then
        assertThat(health.due(NOW.plusMillis(249))).isFalse();
        assertThat(health.due(NOW.plusMillis(250))).isTrue();
    }

    @Test
    void shouldNotTakeAnOldAttemptForNews() {
        // Given
        health.publish(NOW);

        // When
        boolean counted = health.record(Avro.attempt("a", "ok", NOW.minusSeconds(90), Duration.ofSeconds(1)), NOW);

        // Then
        assertThat(counted).isFalse();
        assertThat(health.due(NOW.plusMillis(250))).isFalse();
    }

    @Test
    void shouldBeDueAfterTheClockWasSetBack() {
        // Given
        health.publish(NOW);

        // Then
        assertThat(health.due(NOW.minusSeconds(3600))).isTrue();
    }
}
