package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchPaceTest {
    private final BatchPace pace = new BatchPace();

    @ParameterizedTest
    @CsvSource(textBlock = """
            0, 0, 10, 100, 10.0, 30
            0, 0, 10, 0, 0.0,
            5, 50, 5, 50, 0.0,
            0, 90, 10, 80, 0.0,
            """)
    void shouldGoByWhatWasSeen(long first, long doneFirst, long last, long doneLast, double rate, Long secondsLeft) {
        // When
        look(first, doneFirst);
        look(last, doneLast);

        // Then
        assertThat(pace.perSecond()).isEqualTo(rate);
        assertThat(pace.left(300).map(Duration::toSeconds).orElse(null)).isEqualTo(secondsLeft);
    }

    @Test
    void shouldForgetWhatIsLongPast() {
        // When
        look(0, 0);
        look(10, 1_000);
        look(30, 1_000);
        look(45, 1_000);

        // Then
        assertThat(pace.perSecond()).isZero();
    }

    @Test
    void shouldTellPaceAndEndAndCost() throws Exception {
        // Given
        String json =
                "{\"id\":\"a\",\"state\":\"running\",\"counts\":{\"total\":950,\"open\":900},\"costMicroUsd\":12500}";
        BatchJob job = BatchJob.of(new ObjectMapper().readTree(json));

        // Then
        assertThat(pace.text(job)).isEqualTo("running  0.0125 USD");
        look(0, 0);
        look(10, 50);
        assertThat(pace.text(job)).isEqualTo("running  5.0/s  about 3m 0s left  0.0125 USD");
    }

    private void look(long second, long done) {
        pace.look(Duration.ofSeconds(second).toNanos(), done);
    }
}
