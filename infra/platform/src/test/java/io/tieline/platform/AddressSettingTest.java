package io.tieline.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host and a port in a configuration file. */
class AddressSettingTest {
    record Server(InetSocketAddress listen) {}

    @Test
    void shouldReadHostAndPortWithoutAskingWhereTheHostIs() {
        // When
        Server server = StrictYaml.parse("listen: health-1.internal:8091\n", "test.yaml", Server.class);

        // Then
        assertThat(server.listen()).isEqualTo(InetSocketAddress.createUnresolved("health-1.internal", 8091));
        assertThat(server.listen().isUnresolved()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "8091", "127.0.0.1:65536", "127.0.0.1:http", ":8091", "a b:1"})
    void shouldSayWhatIsWrongAndWhatIsAllowed(String value) {
        assertThatThrownBy(() -> StrictYaml.parse("listen: '" + value + "'\n", "test.yaml", Server.class))
                .hasMessageContaining("listen is '" + value + "', allowed: a host and a port such as 127.0.0.1:8091");
    }
}
