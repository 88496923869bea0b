package io.tieline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClientConfigTest {
    private static final URI REGISTRY = URI.create("http://registry/apis/registry/v3");

    @Test
    void shouldHaveDefaults() {
        // When
        ClientConfig config = ClientConfig.builder("kafka:9092", REGISTRY).build();

        // Then
        assertThat(config)
                .isEqualTo(new ClientConfig(
                        "kafka:9092",
                        REGISTRY,
                        config.clientId(),
                        "default",
                        "tieline.replies",
                        Map.of(),
                        1024 * 1024,
                        1000,
                        Duration.ofMinutes(10)));
        assertThat(config.clientId()).startsWith("tieline-client-");
    }

    static Stream<Arguments> invalid() {
        return Stream.of(
                invalid("clientId is 'a b', allowed: 1 to 200 of a-z A-Z 0-9 . _ -", b -> b.clientId("a b")),
                invalid("tenant is '', allowed: a name", b -> b.tenant("")),
                invalid("'my topic' can't be the name of a Kafka topic", b -> b.replyTopic("my topic")),
                invalid("kafka is '[acks, group.id]'", b -> b.kafka(Map.of("acks", "1", "group.id", "g", "x", "y"))),
                invalid("maxRequestBytes is '0', allowed: 1 or more", b -> b.maxRequestBytes(0)),
                invalid("maxOutstanding is '-1', allowed: 1 or more", b -> b.maxOutstanding(-1)),
                invalid(
                        "defaultDeadline is 'PT0S', allowed: above 0, up to 14 days",
                        b -> b.defaultDeadline(Duration.ZERO)),
                invalid("defaultDeadline is 'PT360H'", b -> b.defaultDeadline(Duration.ofDays(15))));
    }

    private static Arguments invalid(String message, UnaryOperator<ClientConfig.Builder> mistake) {
        return Arguments.of(message, mistake);
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void shouldNameTheSettingAndTheValue(String message, UnaryOperator<ClientConfig.Builder> mistake) {
        // Given
        ClientConfig.Builder builder = mistake.apply(ClientConfig.builder("kafka:9092", REGISTRY));

        // Then
        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageStartingWith(message);
    }

    @Test
    void shouldRefuseAddressesThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientConfig.builder(" ", REGISTRY).build())
                .withMessageStartingWith("bootstrapServers is ' '");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientConfig.builder("kafka:9092", URI.create("registry"))
                        .build())
                .withMessageStartingWith("registryUrl is 'registry'");
    }

    @Test
    void shouldNotTellPasswords() {
        // Given
        Map<String, String> kafka = Map.of("sasl.jaas.config", "hush");

        // Then
        assertThat(ClientConfig.builder("kafka:9092", REGISTRY)
                        .kafka(kafka)
                        .build()
                        .toString())
                .contains("sasl.jaas.config")
                .doesNotContain("hush");
    }
}
