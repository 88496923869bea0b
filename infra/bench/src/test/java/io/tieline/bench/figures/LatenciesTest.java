package io.tieline.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void shouldTellWhatSoManyStayWithin() {
        // Given
        List<Duration> hundred = new ArrayList<>(
                IntStream.rangeClosed(1, 100).mapToObj(Duration::ofMillis).toList());
        Collections.shuffle(hundred, new Random(1));

        // When
        Latencies latencies = Latencies.of(hundred);

        // Then
        assertThat(latencies.at(0.5)).isEqualTo(Duration.ofMillis(50));
        assertThat(latencies.at(0.99)).isEqualTo(Duration.ofMillis(99));
        assertThat(latencies.at(1)).isEqualTo(Duration.ofMillis(100));
        assertThat(latencies.inWords()).isEqualTo("p50 50.0   p95 95.0   p99 99.0   max 100.0");
    }

    @Test
    void shouldTellOfOneAndOfNone() {
        assertThat(Latencies.of(List.of(Duration.ofMillis(7))).at(0.01)).isEqualTo(Duration.ofMillis(7));
        assertThat(Latencies.of(List.of()).at(0.5)).isEqualTo(Duration.ZERO);
    }
}
