package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine command = Main.commandLine();
        return command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"demo", "up", "submit", "dispatcher", "health-stream", "health", "sim", "topics", "topics create"
            })
    void shouldHelpEverywhere(String command) {
        // When
        int code = run((command + " --help").split(" "));

        // Then
        assertThat(code).isZero();
        assertThat(out.toString()).contains("Usage: tieline", "--help");
    }

    @Test
    void shouldSayWhichOptionsThereAreForAnUnknownOne() {
        // When
        int code = run("demo", "--outrage", "all");

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("--outrage", "--outage");
    }

    @ParameterizedTest
    @CsvSource({
        "--outage-for,10,'500ms, 30s, 5m, 2h'",
        "--outage,some,primary",
        "--requests,0,1 to 1000000",
        "--outage-after,100,0 to 99"
    })
    void shouldNameWrongValuesAndWhatIsAllowed(String option, String value, String allowed) {
        // When
        int code = run("demo", option, value);

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains(option, value).containsIgnoringCase(allowed);
    }

    @Test
    void shouldNameTheDocumentThatDoesNotExist() {
        // When
        int code = run("demo", "nowhere.txt");

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("nowhere.txt: there is no such file or folder");
    }

    @Test
    void shouldNameThePlaceOfAWrongSetting(@TempDir Path folder) throws Exception {
        // Given
        Path config = Files.writeString(folder.resolve("t.yaml"), """
                kafka: {bootstrap-servers: "127.0.0.1:1"}
                registry: {url: "http://127.0.0.1:1/apis/registry/v3"}
                dispatcher: {grace: 5}
                """);

        // When
        int code = run("dispatcher", "--config", config.toString());

        // Then
        assertThat(code).isNotZero();
        assertThat(err.toString()).contains("t.yaml:3", "dispatcher.grace", "'5'", "5s");
    }

    @Test
    void shouldSayWhatADispatcherLacks(@TempDir Path folder) throws Exception {
        // Given
        Path config = Files.writeString(folder.resolve("t.yaml"), """
                kafka: {bootstrap-servers: "127.0.0.1:1"}
                registry: {url: "http://127.0.0.1:1/apis/registry/v3"}
                """);

        // When
        int code = run("dispatcher", "--config", config.toString());

        // Then
        assertThat(code).isNotZero();
        assertThat(err.toString()).contains("'catalogue' is missing");
    }
}
