package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.routing.SecretRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldReadVariablesAndFiles() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("key"), "  from-file\n");
        Secrets secrets = new Secrets(Map.of("KEY", "from-env\n"));

        // When // Then
        assertThat(secrets.apply(new SecretRef("KEY", null))).isEqualTo(new Secret("from-env"));
        assertThat(secrets.apply(new SecretRef(null, file.toString()))).isEqualTo(new Secret("from-file"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "two words", "two\nlines", "schlüssel"})
    void shouldNameThePlaceAndNotTheContent(String content) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("key"), content);

        // When // Then
        assertThatThrownBy(() -> new Secrets(Map.of()).apply(new SecretRef(null, file.toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("file " + file)
                .hasMessageNotContaining("two")
                .hasMessageNotContaining("schl");
    }

    @Test
    void shouldTellAFileThatIsNotThere() {
        assertThatThrownBy(() -> new Secrets(Map.of()).apply(new SecretRef(null, "/nowhere/key")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("file /nowhere/key can't be read");
    }

    @Test
    void shouldNotPrintItself() {
        assertThat(Samples.SECRET).hasToString("***");
    }

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
