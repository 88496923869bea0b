package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DependencyCommandTest {
    private static final String CATALOGUE = """
            providers:
              - { name: one, format: openai_chat, base-url: https://one.example, jurisdiction: us, failure-domains: [aws] }
              - { name: two, format: openai_chat, base-url: https://two.example, jurisdiction: eu, failure-domains: [own] }
            endpoints:
              - { id: one/large, provider: one, model: a, price: { input-usd-per-million: 3, output-usd-per-million: 15 } }
              - { id: two/large, provider: two, model: b, price: { input-usd-per-million: 3, output-usd-per-million: 15 } }
            routes:
              - { name: summarize, candidates: [one/large, two/large] }
            """;

    @TempDir
    private Path folder;

    private final Shell shell = new Shell();

    private String catalogue() throws Exception {
        return "--catalog=" + Files.writeString(folder.resolve("catalogue.yaml"), CATALOGUE);
    }

    @Test
    void shouldTellByTheCatalogueAlone() throws Exception {
        // When
        int code = shell.run("dependency", catalogue());

        // Then
        assertThat(code).as(shell.err()).isZero();
        assertThat(shell.out()).contains("AI Dependency Index 10.0 of 100, by 1 plain requests");
        assertThat(shell.out()).contains("PROVIDER", "MODEL", "CLOUD", "REGION", "traffic 1.00");
        assertThat(shell.out()).containsPattern("one +100.0 % +100.0 %");
    }

    @Test
    void shouldTellByWhatWasAsked() throws Exception {
        // Given
        Path trace = Files.writeString(folder.resolve("trace.jsonl"), """
                {"tielineTrace":1,"workers":1}
                {"id":"a","tenant":"t","route":"summarize","at":1000,"deadline":9000,"jurisdictions":["eu"],"calls":[{"endpoint":"two/large","at":1001,"millis":5,"in":10,"out":5}]}
                {"id":"b","tenant":"t","route":"summarize","at":2000,"deadline":9000,"calls":[{"endpoint":"one/large","at":2001,"millis":5,"in":10,"out":5}]}
                """);

        // When
        int code = shell.run("dependency", catalogue(), "--from", trace.toString(), "--json");

        // Then
        assertThat(code).as(shell.err()).isZero();
        JsonNode told = new JsonMapper().readTree(shell.out());
        JsonNode worst = told.at("/dimensions/provider/members/0");
        assertThat(worst.at("/name").asText()).isEqualTo("two");
        assertThat(worst.at("/stillAnswered").asDouble()).isEqualTo(0.5);
        assertThat(worst.at("/traffic").asDouble()).isEqualTo(0.5);
        assertThat(told.at("/score").asDouble()).isBetween(38.0, 39.0);
    }
}
