package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpCallerConfigTest {
    @Test
    void shouldHaveDefaults() {
        assertThat(HttpCallerConfig.defaults())
                .isEqualTo(new HttpCallerConfig(Duration.ofSeconds(5), 8_192, 8_388_608));
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S,   1,      1024,      connect-timeout is PT0S",
        "PT2M,   1,      1024,      connect-timeout is PT2M",
        "PT1S,   0,      1024,      max-connections is 0",
        "PT1S,   65001,  1024,      max-connections is 65001",
        "PT1S,   1,      1023,      max-body-bytes is 1023",
        "PT1S,   1,      67108865,  max-body-bytes is 67108865",
    })
    void shouldRefuseAConfigurationThatCannotWork(Duration connect, int connections, int body, String message) {
        assertThatThrownBy(() -> new HttpCallerConfig(connect, connections, body))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("allowed: ");
    }
}
