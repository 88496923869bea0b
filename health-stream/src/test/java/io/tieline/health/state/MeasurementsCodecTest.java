package io.tieline.health.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.health.measure.Figures;
import io.tieline.health.measure.Measurements;
import io.tieline.health.measure.RandomSamples;
import io.tieline.health.measure.Sample;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeasurementsCodecTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldTellTheSameFiguresNowAndLater(long seed) throws IOException {
        // Given
        Measurements measurements = random(seed, 2_000);

        // When
        Measurements read = read(bytes(measurements, Samples.NOW));

        // Then
        for (int seconds = 0; seconds <= 310; seconds += 5) {
            Instant later = Samples.NOW.plusSeconds(seconds);
            for (Duration window : Measurements.WINDOWS) {
                assertThat(Figures.of(read.over(window, later)))
                        .as("seed %d, %s, %d s later", seed, window, seconds)
                        .isEqualTo(Figures.of(measurements.over(window, later)));
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldGoOnCountingWhereItStood(long seed) throws IOException {
        // Given
        Measurements measurements = random(seed, 200);
        Measurements read = read(bytes(measurements, Samples.NOW));
        Sample sample = RandomSamples.next(new Random(seed));

        // When
        List.of(measurements, read).forEach(each -> each.add(sample, Samples.NOW));

        // Then
        Duration window = Measurements.FIVE_MINUTES;
        assertThat(Figures.of(read.over(window, Samples.NOW)))
                .as("seed %d", seed)
                .isEqualTo(Figures.of(measurements.over(window, Samples.NOW)));
    }

    @Test
    void shouldStoreNothingThatIsTooOldToCount() throws IOException {
        // Given
        Measurements measurements = random(1, 500);
        byte[] empty = bytes(new Measurements(), Samples.NOW);

        // When
        byte[] bytes = bytes(measurements, Samples.NOW.plusSeconds(330));

        // Then
        assertThat(bytes).isEqualTo(empty);
    }

    @Test
    void shouldReadNothingFromBytesThatEndEarly() throws IOException {
        byte[] bytes = bytes(random(1, 60), Samples.NOW);

        for (int length = 0; length < bytes.length; length++) {
            byte[] prefix = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(prefix)).as("%d bytes", length).isInstanceOf(EOFException.class);
        }
    }

    private static Measurements random(long seed, int calls) {
        Random random = new Random(seed);
        Measurements measurements = new Measurements();
        for (int i = calls; i > 0; i--) {
            measurements.add(RandomSamples.next(random), Samples.NOW.minusMillis(i * 320_000L / calls));
        }
        return measurements;
    }

    private static byte[] bytes(Measurements measurements, Instant now) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            MeasurementsCodec.write(measurements, now, out);
        }
        return bytes.toByteArray();
    }

    private static Measurements read(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Measurements measurements = MeasurementsCodec.read(in);
            assertThat(in.available()).as("bytes left").isZero();
            return measurements;
        }
    }
}
