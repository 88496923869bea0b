package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.routing.SecretRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
}
