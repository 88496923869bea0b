package io.tieline.dispatcher.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetMapTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void shouldReadWhatItWroteWhateverIsFinished(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 400; i++) {
            // Given
            int span = 1 + random.nextInt(random.nextBoolean() ? 200 : OffsetMap.MAX_SPAN);
            BitSet finished = random.nextBoolean() ? noise(random, span) : runs(random, span);

            // When
            String metadata = OffsetMap.encode(finished);

            // Then
            assertThat(OffsetMap.decode(metadata).equals(finished))
                    .as("seed %s, map %s, span %s", seed, i, span)
                    .isTrue();
            assertThat(metadata.length()).isLessThanOrEqualTo(OffsetMap.MAX_CHARS);
        }
    }

    @Test
    void shouldReachButNotPassTheLimitInTheWorstCase() {
        // Given
        BitSet everySecond = new BitSet();
        IntStream.range(0, OffsetMap.MAX_SPAN).filter(i -> i % 2 == 1).forEach(everySecond::set);

        // When
        String metadata = OffsetMap.encode(everySecond);

        // Then
        assertThat(metadata).hasSize(OffsetMap.MAX_CHARS);
        assertThat(OffsetMap.decode(metadata)).isEqualTo(everySecond);
    }

    @Test
    void shouldRefuseWhatItCouldNotTell() {
        // Given
        BitSet finished = new BitSet();
        finished.set(OffsetMap.MAX_SPAN);

        // When, Then
        assertThatThrownBy(() -> OffsetMap.encode(finished))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("spans " + (OffsetMap.MAX_SPAN + 1));
    }

    @ParameterizedTest(name = "{0} to {1}: {2} characters")
    @CsvSource({"0, 0, 0", "1, 2, 3", "1, 23992, 7", "23991, 23992, 7", "127, 128, 4", "128, 256, 7", "5, 20000, 7"})
    void shouldBeShortForRuns(int from, int to, int chars) {
        // Given
        BitSet finished = new BitSet();
        finished.set(from, to);

        // When
        String metadata = OffsetMap.encode(finished);

        // Then
        assertThat(metadata).hasSize(chars);
        assertThat(OffsetMap.decode(metadata)).isEqualTo(finished);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"not base64!", "CQ", "Ag", "=", "AgE", "node-7", "é"})
    void shouldRefuseOrReadForeignMetadataWithoutADefect(String metadata) {
        try {
            assertThat(OffsetMap.decode(metadata).length()).isLessThanOrEqualTo(OffsetMap.MAX_SPAN);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("commit metadata");
        }
    }

    /** Other programs may commit anything for the group: it must neither look like a defect nor fill the memory. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldRefuseOrReadRandomBytesWithoutADefect(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(12)];
            random.nextBytes(bytes);
            bytes[0] = (byte) (1 + random.nextInt(2));
            shouldRefuseOrReadForeignMetadataWithoutADefect(
                    Base64.getEncoder().withoutPadding().encodeToString(bytes));
        }
    }

    private static BitSet noise(Random random, int span) {
        BitSet bits = new BitSet();
        double density = random.nextDouble();
        IntStream.range(0, span).filter(_ -> random.nextDouble() < density).forEach(bits::set);
        return bits;
    }

    private static BitSet runs(Random random, int span) {
        BitSet bits = new BitSet();
        int at = random.nextInt(3);
        while (at < span) {
            int end = Math.min(span, at + 1 + random.nextInt(300));
            bits.set(at, end);
            at = end + 1 + random.nextInt(300);
        }
        return bits;
    }
}
