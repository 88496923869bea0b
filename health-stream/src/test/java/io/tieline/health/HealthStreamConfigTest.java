package io.tieline.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class HealthStreamConfigTest {
    private static final Path STATE = Path.of("state");

    @Test
    void shouldNameTheSettingAndTheValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HealthStreamConfig("a b", STATE, 0))
                .withMessageStartingWith("applicationId is 'a b', allowed: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HealthStreamConfig("a", STATE, -1))
                .withMessage("standbys is -1, allowed: 0 or more");
    }

    @Test
    void shouldLetNobodyOverruleWhatTheTableRestsOn() {
        // Given
        Properties kafka = new Properties();
        kafka.put("bootstrap.servers", "kafka:9092");
        kafka.put("processing.guarantee", "exactly_once_v2");
        kafka.put("statestore.cache.max.bytes", 10_000_000L);

        // When
        Properties properties = HealthStream.streamsProperties(new HealthStreamConfig("a", STATE, 2), kafka);

        // Then
        assertThat(properties)
                .containsEntry("bootstrap.servers", "kafka:9092")
                .containsEntry("application.id", "a")
                .containsEntry("num.standby.replicas", 2)
                .containsEntry("processing.guarantee", "at_least_once")
                .containsEntry("statestore.cache.max.bytes", 0L)
                .containsEntry("ensure.explicit.internal.resource.naming", true);
    }
}
