package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayOptionsTest {
    private static final URI HERE = URI.create(GatewayOptions.USUAL);
    private static final URI ELSEWHERE = URI.create("https://ai.example.com");

    @Test
    void shouldTakeTheFirstKeyThatIsThere(@TempDir Path folder) throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("key"), "of-file\n");

        // Then
        assertThat(GatewayOptions.key(file, "of-variable", HERE)).isEqualTo("of-file");
        assertThat(GatewayOptions.key(null, "of-variable", HERE)).isEqualTo("of-variable");
        assertThat(GatewayOptions.key(null, "", HERE)).isEqualTo("dev");
        assertThat(GatewayOptions.key(null, null, URI.create("http://[::1]:8080")))
                .isEqualTo("dev");
    }

    @Test
    void shouldTakeTheKeyThatEverybodyKnowsNowhereElse() {
        assertThatThrownBy(() -> GatewayOptions.key(null, null, ELSEWHERE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https://ai.example.com wants an API key")
                .hasMessageContainingAll("--key-file", "TIELINE_API_KEY");
    }

    @Test
    void shouldNotTellAKeyThatCannotBe(@TempDir Path folder) throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("key"), "two words");

        // Then
        assertThatThrownBy(() -> GatewayOptions.key(file, null, HERE))
                .hasMessageContaining("what it holds is no key")
                .hasMessageNotContaining("words");
        assertThatThrownBy(() -> GatewayOptions.key(folder.resolve("none"), null, HERE))
                .hasMessageContaining("there is no such file");
    }
}
