package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

class KafkaTimeTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final KafkaTime time = new KafkaTime(Clock.fixed(NOON, ZoneOffset.UTC));

    @Test
    void shouldBeThatOfTheMachineBeforeKafkaSaysOtherwise() {
        // When
        time.sending();
        // Then
        assertThat(time.instant()).isEqualTo(NOON);
        assertThat(time.millis()).isEqualTo(NOON.toEpochMilli());
    }

    @Test
    void shouldBeKafkasWhereTheMachinesIsWrong() {
        // Given
        LongConsumer appended = time.sending();
        // When
        appended.accept(NOON.minusSeconds(60).toEpochMilli());
        // Then
        assertThat(time.instant()).isEqualTo(NOON.minusSeconds(60));
        assertThat(time.millis()).isEqualTo(NOON.minusSeconds(60).toEpochMilli());
    }

    @Test
    void shouldBeThatOfTheMachineAgainOnceBothAgree() {
        // Given
        time.sending().accept(NOON.plus(Duration.ofHours(1)).toEpochMilli());
        // When
        time.sending().accept(NOON.toEpochMilli());
        // Then
        assertThat(time.instant()).isEqualTo(NOON);
    }
}
