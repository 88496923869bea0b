package io.tieline.trace.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimeRangeTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    @Test
    void shouldReadTimes() {
        assertThat(TimeRange.parse("2026-11-25T10:00:00Z..2026-11-25T11:00:00Z", NOON))
                .contains(new TimeRange(NOON.minusSeconds(7_200), NOON.minusSeconds(3_600)));
        assertThat(TimeRange.parse("1h", NOON)).contains(new TimeRange(NOON.minusSeconds(3_600), NOON));
        assertThat(TimeRange.parse("trace.jsonl", NOON)).isEmpty();
        assertThat(TimeRange.parse("../trace.jsonl", NOON)).isEmpty();
        assertThat(TimeRange.parse("0s", NOON)).isEmpty();
    }

    @Test
    void shouldRefuseATimeThatEndsBeforeItBegins() {
        assertThatThrownBy(() -> TimeRange.parse("2026-11-25T11:00:00Z..2026-11-25T10:00:00Z", NOON))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed: one that ends after it begins");
    }
}
