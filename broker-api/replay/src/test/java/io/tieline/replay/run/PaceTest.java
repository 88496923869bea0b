package io.tieline.replay.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tieline.replay.select.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Instant START = Samples.NOON;
    private static final int ANY = 1_000_000;

    /** Takes what there is ten times a second. */
    private static int taken(Pace pace, Duration from, Duration to) {
        int taken = 0;
        for (long millis = from.toMillis(); millis < to.toMillis(); millis += 100) {
            taken += pace.take(ANY, START.plusMillis(millis));
        }
        return taken;
    }

    @Test
    void shouldKeepToItsRate() {
        Pace pace = new Pace(40, Duration.ZERO, START);
        assertThat(taken(pace, Duration.ZERO, Duration.ofSeconds(10))).isCloseTo(400, within(5));
    }

    @Test
    void shouldRiseFromATwentieth() {
        // Given
        Pace pace = new Pace(100, Duration.ofSeconds(60), START);
        // When
        int first = taken(pace, Duration.ZERO, Duration.ofSeconds(6));
        int rest = taken(pace, Duration.ofSeconds(6), Duration.ofSeconds(60));
        int after = taken(pace, Duration.ofSeconds(60), Duration.ofSeconds(70));
        // Then
        assertThat(first).isCloseTo(59, within(6));
        assertThat(first + rest).isCloseTo(3_150, within(30));
        assertThat(after).isCloseTo(1_000, within(15));
    }

    @Test
    void shouldNotBurstAfterAStop() {
        // Given
        Pace pace = new Pace(10, Duration.ZERO, START);
        pace.take(ANY, START.plusSeconds(1));
        // When, Then
        assertThat(pace.take(ANY, START.plusSeconds(3_600))).isLessThanOrEqualTo(10);
    }

    @Test
    void shouldCarryOnSlowerThanOneASecond() {
        Pace pace = new Pace(0.1, Duration.ZERO, START);
        assertThat(taken(pace, Duration.ZERO, Duration.ofSeconds(101))).isBetween(10, 12);
    }

    @Test
    void shouldGiveBackWhatWasNotNeeded() {
        Pace pace = new Pace(10, Duration.ZERO, START);
        int taken = pace.take(ANY, START.plusSeconds(1));
        pace.giveBack(taken);
        assertThat(pace.take(ANY, START.plusSeconds(1))).isEqualTo(taken);
    }

    @Test
    void shouldStopWhereTooManyOfTheLastFailed() {
        // Given
        FailureWatch watch = new FailureWatch(0.5, 4);
        watch.failed("a");
        watch.failed("b");
        watch.failed("b");
        // When, Then
        assertThat(watch.verdict()).as("too few to judge").isEmpty();
        watch.succeeded();
        assertThat(watch.verdict())
                .hasValue("3 of the last 4 replies and calls failed, allowed: 50 %; most often: b (2 times)");
        watch.succeeded();
        assertThat(watch.verdict()).as("half of them").isEqualTo(Optional.empty());
    }
}
