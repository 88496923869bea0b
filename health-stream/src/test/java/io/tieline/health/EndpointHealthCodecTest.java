package io.tieline.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.HealthState;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointHealthCodecTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void shouldGiveBackWhatWasStored(long seed) {
        // Given
        EndpointHealth health = busy(new Random(seed));

        // When
        byte[] bytes = EndpointHealthCodec.encode(health, NOW);
        EndpointHealth restored = EndpointHealthCodec.decode("a", bytes).orElseThrow();

        // Then
        assertThat(restored.publish(NOW)).as("seed %d", seed).isEqualTo(health.publish(NOW));
        assertThat(restored.publish(NOW.plusSeconds(30)))
                .as("seed %d", seed)
                .isEqualTo(health.publish(NOW.plusSeconds(30)));
        assertThat(bytes).hasSizeLessThan(16_000);
    }

    @Test
    void shouldNotStoreWhatNoLongerCounts() {
        // Given
        EndpointHealth health = busy(new Random(24));

        // When
        byte[] later = EndpointHealthCodec.encode(health, NOW.plusSeconds(120));

        // Then
        assertThat(later).hasSizeLessThan(100);
    }

    @Test
    void shouldRefuseBrokenBytesWithoutThrowing() {
        // Given
        byte[] bytes = EndpointHealthCodec.encode(busy(new Random(25)), NOW);

        for (int length = 0; length < bytes.length; length++) {
            // Then
            assertThat(EndpointHealthCodec.decode("a", Arrays.copyOf(bytes, length)))
                    .as("cut to %d bytes", length)
                    .isEmpty();
        }
    }

    @Test
    void shouldRefuseAnotherVersion() {
        // Given
        byte[] bytes = EndpointHealthCodec.encode(busy(new Random(26)), NOW);

        // When
        bytes[0] = 2;

        // Then
        assertThat(EndpointHealthCodec.decode("a", bytes)).isEmpty();
    }

    private static EndpointHealth busy(Random random) {
        EndpointWindow window = new EndpointWindow();
        for (int i = 0; i < 5000; i++) {
            window.record(
                    NOW.minusMillis(random.nextInt(60_000)),
                    random.nextInt(5) > 0 ? ErrorCode.OK : "provider.timeout",
                    Duration.ofMillis(500 + random.nextInt(10_000)),
                    NOW);
        }
        Verdict verdict = new Verdict(HealthState.SUSPECT, NOW.minusSeconds(7), 3, "it was so");
        return new EndpointHealth("a", "acme", "large", verdict, window);
    }
}
