package io.tieline.health.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tieline.health.judge.Condition;
import io.tieline.health.measure.Figures;
import io.tieline.health.measure.Measurements;
import io.tieline.health.measure.RandomSamples;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointHealthCodecTest {
    private static final byte VERSION = 3;

    static List<Condition> conditions() {
        return Samples.conditions();
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void shouldKeepAllThatIsKnownOfAnEndpoint(Condition condition) {
        // Given
        EndpointHealth health = endpoint(condition);

        // When
        EndpointHealth read = EndpointHealthCodec.decode(EndpointHealthCodec.encode(health, Samples.NOW))
                .orElseThrow();

        // Then
        assertThat(read.id()).isEqualTo(Samples.ID);
        assertThat(read.condition()).isEqualTo(condition);
        assertThat(read.lastSeen()).isEqualTo(health.lastSeen());
        assertThat(read.judge().workers()).isEqualTo(health.judge().workers());
        for (Duration window : Measurements.WINDOWS) {
            assertThat(Figures.of(read.measurements().over(window, Samples.NOW)))
                    .isEqualTo(Figures.of(health.measurements().over(window, Samples.NOW)));
        }
        assertThat(HealthRecords.of(read, Samples.NOW)).isEqualTo(HealthRecords.of(health, Samples.NOW));
    }

    @Test
    void shouldPublishWhatItHasReadAgain() {
        EndpointHealth health = endpoint(Samples.conditions().getFirst());
        health.published(Samples.NOW);

        EndpointHealth read = EndpointHealthCodec.decode(EndpointHealthCodec.encode(health, Samples.NOW))
                .orElseThrow();

        assertThat(health.due(Samples.NOW)).isFalse();
        assertThat(read.due(Samples.NOW)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void shouldReadNothingFromBytesThatEndEarly(Condition condition) {
        byte[] bytes = EndpointHealthCodec.encode(endpoint(condition), Samples.NOW);

        for (int length = 0; length < bytes.length; length++) {
            assertThat(EndpointHealthCodec.decode(Arrays.copyOf(bytes, length)))
                    .as("%d bytes", length)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 1, 2, 4, 127, -1, -128})
    void shouldReadNothingOfAnotherVersion(byte version) {
        byte[] bytes = EndpointHealthCodec.encode(endpoint(Samples.conditions().getFirst()), Samples.NOW);
        assertThat(bytes[0]).isEqualTo(VERSION);
        bytes[0] = version;

        assertThat(EndpointHealthCodec.decode(bytes)).isEmpty();
    }

    @Test
    void shouldReadNothingFromACounterOfABucketThatDoesNotExist() {
        // Given
        EndpointHealth health = endpoint(Samples.conditions().getFirst());
        byte[] bytes = EndpointHealthCodec.encode(health, Samples.NOW);

        // When
        bytes[bytes.length - 6] = 0x7F;

        // Then
        assertThat(EndpointHealthCodec.decode(bytes)).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldNeverFailOnBytesThatAreBroken(long seed) {
        Random random = new Random(seed);
        for (Condition condition : Samples.conditions()) {
            byte[] whole = EndpointHealthCodec.encode(endpoint(condition), Samples.NOW);
            for (int i = 0; i < 2_000; i++) {
                byte[] broken = whole.clone();
                for (int k = random.nextInt(4); k >= 0; k--) {
                    broken[random.nextInt(broken.length)] = (byte) random.nextInt();
                }

                assertThatCode(() -> EndpointHealthCodec.decode(broken))
                        .as("seed %d, %s, try %d", seed, condition, i)
                        .doesNotThrowAnyException();
            }
        }
    }

    /** The last call succeeds, so that the bytes end with a bucket of a histogram. */
    private static EndpointHealth endpoint(Condition condition) {
        Random random = new Random(7);
        EndpointHealth health = Samples.endpoint(Samples.ID, condition);
        for (int i = 40; i > 0; i--) {
            health.measurements().add(RandomSamples.next(random), Samples.NOW.minusSeconds(i));
        }
        health.measurements().add(Observations.sample(Samples.attempt("ok").build()), Samples.NOW);
        return health;
    }
}
