package io.tieline.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest {
    @Test
    void clientsGetTheConnectionsSettingsOnTopOfTheirOwn() {
        // Given
        KafkaConnection kafka = new KafkaConnection("a:1,b:2", Map.of("acks", "all", "sasl.jaas.config", "secret"));
        // When
        Map<String, Object> properties = kafka.clientProperties(Map.of("acks", "1", "linger.ms", 5));
        // Then
        assertThat(properties)
                .containsEntry("bootstrap.servers", "a:1,b:2")
                .containsEntry("acks", "all")
                .containsEntry("linger.ms", 5);
        assertThat(kafka.toString()).contains("sasl.jaas.config").doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "host:", "host:1,", "a b:1", "http://host:1"})
    void refusesWhatIsNoAddressOfKafka(String servers) {
        assertThatThrownBy(() -> KafkaConnection.to(servers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + servers + "'");
    }

    @Test
    void theAddressIsSaidOnce() {
        assertThatThrownBy(() -> new KafkaConnection("a:1", Map.of("bootstrap.servers", "b:2")))
                .hasMessageContaining("bootstrap-servers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"registry:8080", "http://registry:8080", "ftp://registry/apis/registry/v3", "/apis/registry/v3"})
    void refusesWhatIsNoAddressOfARegistry(String url) {
        assertThatThrownBy(() -> new RegistryConnection(URI.create(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/apis/registry/v3");
    }
}
