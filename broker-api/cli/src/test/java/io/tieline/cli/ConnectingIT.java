package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ConnectingIT {
    private final Shell shell = new Shell();

    @TempDir
    private Path folder;

    @Test
    @Timeout(20)
    void shouldSayWhatIsWaitedForAndWhatToDoWhereNothingRuns() throws Exception {
        // Given
        Path config = Files.writeString(folder.resolve("t.yaml"), """
                kafka: {bootstrap-servers: "127.0.0.1:1,127.0.0.1:2"}
                registry: {url: "http://127.0.0.1:1/apis/registry/v3"}
                """);
        Path text = Files.writeString(folder.resolve("a.txt"), "about tides");

        // When
        int code = shell.run("submit", "--config", config.toString(), text.toString());

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(shell.err().lines())
                .containsExactly(
                        "… waiting for Kafka at 127.0.0.1:1,127.0.0.1:2",
                        "tieline: Kafka at 127.0.0.1:1,127.0.0.1:2 doesn't answer: start it ('tieline up' starts"
                                + " everything), or correct its address in the configuration");
    }
}
