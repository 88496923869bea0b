package io.tieline.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthStreamConfigTest {
    private static final Path STATE = Path.of("state");
    private static final InetSocketAddress ANYWHERE = InetSocketAddress.createUnresolved("127.0.0.1", 0);

    static String[] badNames() {
        return new String[] {"", "..", "a b", "tieline/health", "é", "a\n", "x".repeat(101)};
    }

    @ParameterizedTest
    @MethodSource("badNames")
    void refusesANameThatNoTopicCouldBegin(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HealthStreamConfig(name, STATE, 0, ANYWHERE, null))
                .withMessage("applicationId is '" + name
                        + "', allowed: 1 to 100 letters, digits, dots, underscores and hyphens, no dot first");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "tieline-health", "Health_2.eu"})
    void takesNamesOfTopics(String name) {
        assertThat(new HealthStreamConfig(name, STATE, 0, ANYWHERE, null).applicationId())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE})
    void refusesLessThanNoStandby(int standbys) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HealthStreamConfig("a", STATE, standbys, ANYWHERE, null))
                .withMessage("standbys is " + standbys + ", allowed: 0 or more");
    }

    @Test
    void isAloneAndAnswersNobodyElseByDefault() {
        // When
        HealthStreamConfig config = HealthStreamConfig.of(STATE);
        // Then
        assertThat(config.applicationId()).isEqualTo("tieline-health");
        assertThat(config.standbys()).isZero();
        assertThat(config.listen()).isEqualTo(ANYWHERE);
        assertThat(config.advertisedHost()).isEqualTo("127.0.0.1");
    }

    @Test
    void isReachedWhereItSaysAndElseWhereItListens() {
        // Given
        InetSocketAddress everywhere = InetSocketAddress.createUnresolved("0.0.0.0", 8085);
        HealthStreamConfig config = new HealthStreamConfig("a", STATE, 0, ANYWHERE, "health-1");
        // When, Then
        assertThat(config.withListen(everywhere).advertisedHost()).isEqualTo("health-1");
        assertThat(config.withListen(everywhere).listen()).isEqualTo(everywhere);
        assertThat(HealthStreamConfig.of(STATE)
                        .withListen(InetSocketAddress.createUnresolved("10.0.0.7", 1))
                        .advertisedHost())
                .isEqualTo("10.0.0.7");
    }

    @Test
    void letsNobodyOverruleWhatTheTableRestsOn() {
        // Given
        Map<String, String> kafka = Map.of(
                "bootstrap.servers", "kafka:9092",
                "security.protocol", "SSL",
                "processing.guarantee", "exactly_once_v2",
                "statestore.cache.max.bytes", "10000000",
                "producer.linger.ms", "1000");
        HealthStreamConfig config = new HealthStreamConfig("a", STATE, 2, ANYWHERE, null);
        // When
        Properties properties = JobSettings.health(config, new HostInfo("health-1", 8085), kafka);
        // Then
        assertThat(properties)
                .containsEntry("bootstrap.servers", "kafka:9092")
                .containsEntry("security.protocol", "SSL")
                .containsEntry("application.id", "a")
                .containsEntry("application.server", "health-1:8085")
                .containsEntry("state.dir", "state")
                .containsEntry("num.standby.replicas", 2)
                .containsEntry("processing.guarantee", "at_least_once")
                .containsEntry("statestore.cache.max.bytes", 0L)
                .containsEntry("producer.linger.ms", 0)
                .containsEntry("ensure.explicit.internal.resource.naming", true);
    }

    @Test
    void letsNobodyOverruleWhatHonestSumsRestOn() {
        // Given
        Map<String, String> kafka = Map.of("processing.guarantee", "at_least_once", "commit.interval.ms", "30000");
        HealthStreamConfig config = new HealthStreamConfig("a", STATE, 2, ANYWHERE, null);
        // When
        Properties properties = JobSettings.spend(config, new HostInfo("health-1", 8085), kafka);
        // Then
        assertThat(properties)
                .containsEntry("application.id", "a-spend")
                .containsEntry("state.dir", "state")
                .containsEntry("num.standby.replicas", 2)
                .containsEntry("processing.guarantee", "exactly_once_v2")
                .containsEntry("commit.interval.ms", 100L);
    }

    @Test
    void asksForANameWhereItListensEverywhere() {
        // Given
        InetSocketAddress everywhere = InetSocketAddress.createUnresolved("0.0.0.0", 8091);
        // When, Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HealthStreamConfig("tieline-health", STATE, 0, everywhere, null))
                .withMessageStartingWith("advertised is missing: with listen on 0.0.0.0");
        assertThat(new HealthStreamConfig("tieline-health", STATE, 0, everywhere, "health-1").advertisedHost())
                .isEqualTo("health-1");
    }
}
