package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateCommandTest {
    private static final int REQUESTS = 200;

    private static final String CATALOGUE = """
            providers:
              - { name: one, format: openai_chat, base-url: https://one.example, jurisdiction: us }
            endpoints:
              - id: one/large
                provider: one
                model: large
                price: { input-usd-per-million: %s, output-usd-per-million: 15 }
            routes:
              - { name: summarize, candidates: [one/large] }
            """;

    @TempDir
    private Path folder;

    private final Shell shell = new Shell();

    @BeforeEach
    void write() throws Exception {
        Files.writeString(folder.resolve("now.yaml"), CATALOGUE.formatted("3"));
        Files.writeString(folder.resolve("dear.yaml"), CATALOGUE.formatted("30"));
        StringBuilder trace = new StringBuilder("{\"tielineTrace\":1,\"workers\":1}\n");
        for (int i = 0; i < REQUESTS; i++) {
            long at = 1_780_000_000_000L + 100L * i;
            trace.append("""
                    {"id":"r%d","tenant":"acme","route":"summarize","at":%d,"deadline":%d,"inputBytes":400,\
                    "calls":[{"endpoint":"one/large","at":%d,"millis":800,"in":100,"out":10}],\
                    "reply":{"outcome":"completed","at":%d,"microUsd":450}}
                    """.formatted(i, at, at + 60_000, at + 5, at + 810));
        }
        Files.writeString(folder.resolve("trace.jsonl"), trace);
    }

    private int simulate(String... options) {
        String[] words = new String[options.length + 3];
        words[0] = "simulate";
        words[1] = "--from";
        words[2] = folder.resolve("trace.jsonl").toString();
        System.arraycopy(options, 0, words, 3, options.length);
        return shell.run(words);
    }

    private String catalogue(String name) {
        return "--catalog=" + folder.resolve(name);
    }

    @Test
    void shouldSetCataloguesSideBySideAndBesideWhatHappened() throws Exception {
        // When
        int code = simulate(catalogue("now.yaml"), catalogue("dear.yaml"), "--json");

        // Then: 100 tokens of input at 3 or 30, 10 of output at 15 US dollars per million
        assertThat(code).as(shell.err()).isZero();
        JsonNode told = new JsonMapper().readTree(shell.out());
        assertThat(told.at("/columns/0/name").asText()).isEqualTo("happened");
        assertThat(told.at("/columns/0/all/costMicroUsd").asLong()).isEqualTo(REQUESTS * 450);
        assertThat(told.at("/columns/1/all/costMicroUsd").asLong()).isEqualTo(REQUESTS * 450);
        assertThat(told.at("/columns/2/all/costMicroUsd").asLong()).isEqualTo(REQUESTS * 3_150);
        assertThat(told.at("/columns/1/all/availability").asDouble()).isEqualTo(1);
        assertThat(told.at("/columns/1/all/p50Millis").asLong()).isEqualTo(810);
        assertThat(told.at("/columns/1/endpoints/one~1large/calls").asLong()).isEqualTo(REQUESTS);
    }

    @Test
    void shouldTellItToPeopleAndWhatRestsOnSuppositions() throws Exception {
        // Given
        Path scenario = Files.writeString(folder.resolve("scenario.yaml"), """
                outages:
                  - { providers: [one], after: 5s, lasts: 5s }
                """);

        // When
        int code = simulate(catalogue("now.yaml"), "--outages", scenario.toString());

        // Then
        assertThat(code).as(shell.err()).isZero();
        assertThat(shell.out()).contains("ALL ROUTES", "ENDPOINT one/large", "happened", "now.yaml");
        assertThat(shell.out()).containsPattern("taken out +- +1");
        assertThat(shell.out()).containsPattern("answers supposed +- +\\d");
        assertThat(shell.err()).contains("(200 requests read in ", " s, played 1 times in ");
    }

    @Test
    void shouldExportATraceThatPlaysTheSame() throws Exception {
        // When
        Path copy = folder.resolve("copy.jsonl");
        int code = simulate("--export", copy.toString());

        // Then
        assertThat(code).as(shell.err()).isZero();
        assertThat(shell.out()).contains("wrote 200 requests to ");
        Shell one = new Shell();
        Shell other = new Shell();
        String catalogue = catalogue("now.yaml");
        one.run("simulate", "--from", copy.toString(), catalogue);
        other.run("simulate", "--from", folder.resolve("trace.jsonl").toString(), catalogue);
        assertThat(one.out()).isEqualTo(other.out()).contains("answered");
    }

    @Test
    void shouldSayWhatIsMissingOrWrong() throws Exception {
        assertThat(shell.run("simulate", catalogue("now.yaml"))).isEqualTo(2);
        assertThat(shell.err()).contains("--from is missing, such as --from 1h");
        assertThat(simulate("--strategies")).isEqualTo(2);
        assertThat(shell.err()).contains("--strategies has requests, catalogues and outages of its own: [--from]");
        assertThat(simulate(catalogue("now.yaml"), "--outages", "some")).isEqualTo(2);
        assertThat(shell.err()).contains("some: there is no such file");
        Path none = Files.writeString(folder.resolve("none.jsonl"), "{\"tielineTrace\":1,\"workers\":1}\n");
        assertThat(shell.run("simulate", "--from", none.toString(), catalogue("now.yaml")))
                .isEqualTo(2);
        assertThat(shell.err()).contains("and there are no requests in it");
        assertThat(shell.run("simulate", "--from", "nowhere.jsonl", catalogue("now.yaml")))
                .isNotZero();
        assertThat(shell.err()).contains("nowhere.jsonl: there is no such file");
    }
}
