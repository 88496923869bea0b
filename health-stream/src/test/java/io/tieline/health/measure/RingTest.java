package io.tieline.health.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RingTest {
    private static final Duration SPAN = Duration.ofSeconds(2);
    private static final int LENGTH = 5;
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Sample CALL = new Sample("ok", Duration.ofMillis(100), 0, 0);

    private final Ring ring = new Ring(SPAN, LENGTH);

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 10);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 1",
        "0, 1999, 1",
        "0, 9999, 1",
        "0, 10000, 0",
        "1999, 1999, 1",
        "1999, 9999, 1",
        "1999, 10000, 0",
    })
    void shouldCountASpanUntilItIsTooOld(long writtenMillis, long askedMillis, long counted) {
        ring.add(CALL, START.plusMillis(writtenMillis));

        assertThat(ring.sum(SPAN.multipliedBy(LENGTH), START.plusMillis(askedMillis))
                        .attempts())
                .isEqualTo(counted);
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "4, 2", "6, 3", "8, 4", "10, 5"})
    void shouldSumUpTheLastSpansThatAreAskedFor(long seconds, long counted) {
        // Given
        for (int span = 0; span < LENGTH; span++) {
            ring.add(CALL, START.plus(SPAN.multipliedBy(span)));
        }

        // When
        Tally sum = ring.sum(Duration.ofSeconds(seconds), START.plusSeconds(9));

        // Then
        assertThat(sum.attempts()).isEqualTo(counted);
    }

    @Test
    void shouldForgetNothingByBeingAsked() {
        // Given
        ring.add(CALL, START);
        assertThat(ring.live(START.plusSeconds(60))).isEmpty();

        // When, Then
        assertThat(ring.live(START.plusSeconds(9))).hasSize(1);
    }

    @Test
    void shouldNotTellOfWhatLiesAhead() {
        ring.add(CALL, START.plusSeconds(2));

        assertThat(ring.live(START.plusMillis(1_999))).isEmpty();
    }

    @Test
    void shouldLeaveARunningSumAlone() {
        // Given
        ring.add(CALL, START);
        Tally sum = ring.sum(SPAN, START);

        // When
        ring.add(CALL, START);

        // Then
        assertThat(sum.attempts()).isEqualTo(1);
        assertThat(ring.sum(SPAN, START).attempts()).isEqualTo(2);
    }

    @Test
    void shouldCountBeforeTheEpochToo() {
        ring.add(CALL, Instant.ofEpochMilli(-1));

        assertThat(ring.live(Instant.ofEpochMilli(-1))).containsOnlyKeys(-1L);
        assertThat(ring.sum(SPAN, Instant.EPOCH).attempts()).isZero();
    }

    @Test
    void shouldPutBackWhatWasStored() {
        // Given
        ring.add(CALL, START);
        ring.add(CALL, START.plusSeconds(3));
        Ring restored = new Ring(SPAN, LENGTH);

        // When
        ring.live(START.plusSeconds(3)).forEach(restored::restore);

        // Then
        for (int second = 0; second < 15; second++) {
            Instant later = START.plusSeconds(second);
            assertThat(restored.sum(Duration.ofSeconds(10), later).attempts())
                    .as("after %d s", second)
                    .isEqualTo(ring.sum(Duration.ofSeconds(10), later).attempts());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldAgreeWithAListOfAllCallsInWhateverOrderTheyCome(long seed) {
        Random random = new Random(seed);
        CallLog log = new CallLog();
        Instant newest = START;
        for (int i = 0; i < 2_000; i++) {
            newest = newest.plusMillis(random.nextInt(random.nextInt(50) == 0 ? 15_000 : 100));
            // One in four comes late, some of them too late to count at all.
            Instant at = newest.minusMillis(random.nextInt(4) == 0 ? random.nextInt(20_000) : 0);
            Sample sample = RandomSamples.next(random);
            ring.add(sample, at);
            log.add(sample, at);

            Instant asked = newest.plusMillis(random.nextInt(5) == 0 ? random.nextInt(12_000) : 0);
            Duration window = SPAN.multipliedBy(1 + random.nextInt(LENGTH));
            assertThat(Figures.of(ring.sum(window, asked)))
                    .as("seed %d, call %d, %s at %s", seed, i, window, asked)
                    .isEqualTo(log.over(window, SPAN, asked));
        }
    }
}
