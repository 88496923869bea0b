package io.tieline.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @ValueSource(strings = {"0s", "1ms", "1500ms", "30s", "90s", "5m", "90m", "2h", "25h", "14d"})
    void writesWhatItReads(String text) {
        assertThat(Durations.parse(text)).map(Durations::text).contains(text);
    }

    @ParameterizedTest
    @CsvSource({"7200s,2h", "48h,2d", "60000ms,1m", "0d,0s"})
    void writesTheShortestForm(String text, String shortest) {
        assertThat(Durations.parse(text)).map(Durations::text).contains(shortest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "PT5S", "1.5s", "-3s", "5 s", "5S", "1234567890s"})
    void refusesEverythingElse(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }
}
