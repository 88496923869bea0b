package io.tieline.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinesTest {
    private static final String ANSWER = "{\"custom_id\":\"line-%d\",\"response\":{\"status_code\":200,\"body\":"
            + "{\"choices\":[{\"message\":{\"content\":\"Kept.\"}}]}}}\n";

    @TempDir
    private Path folder;

    @Test
    void shouldWriteALineForEachRequest() throws IOException {
        // When
        List<String> lines = Files.readAllLines(Lines.write(folder.resolve("lines.jsonl"), 3));

        // Then
        assertThat(lines).hasSize(3);
        assertThat(lines.getLast()).contains("\"custom_id\":\"line-2\"", "\"model\":\"summarize\"");
    }

    @Test
    void shouldCountAnswers() throws IOException {
        assertThat(Lines.answered(new StringReader(ANSWER.formatted(1) + ANSWER.formatted(0))))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"custom_id\":\"line-1\",\"response\":{\"status_code\":500}}",
                "{\"custom_id\":\"line-1\",\"response\":{\"status_code\":200,\"body\":{}}}",
                "{}"
            })
    void shouldRefuseWhatDoesNotBelong(String line) {
        assertThatIllegalStateException()
                .isThrownBy(() -> Lines.answered(new StringReader(ANSWER.formatted(0) + line)))
                .withMessageContaining(line);
    }

    @Test
    void shouldRefuseALineThatIsThereTwice() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        Lines.answered(new StringReader(ANSWER.formatted(0).repeat(2))))
                .withMessageContaining("line-0");
    }
}
