package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogCommandTest {
    private static final Path EXAMPLES = Path.of("..", "..", "infra", "dev", "examples");
    private static final String EXAMPLE = EXAMPLES.resolve("catalogue.yaml").toString();

    private static final String GOOD = """
            providers:
              - name: local
                format: openai_chat
                base-url: http://127.0.0.1:8000
                auth: { env: TIELINE_TEST_NO_SUCH_KEY }
                jurisdiction: eu
                region: attic
            endpoints:
              - id: local/small
                provider: local
                model: small
                price: { input-usd-per-million: 0.10, output-usd-per-million: 0 }
                quality: { score: 50 }
              - id: local/large
                provider: local
                model: large
                price: { input-usd-per-million: 2, output-usd-per-million: 4 }
                quality: { score: 90 }
            routes:
              - name: chat
                candidates: [local/small, local/large]
                minimum-tier: frontier
                degraded-allowed: true
                hedge-after: 1500ms
            tenants:
              - name: acme
                budget: { per-day-usd: 5, when-used-up: degrade }
              - name: '*'
            """;

    @TempDir
    private Path folder;

    private final Shell shell = new Shell();

    private String file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("c.yaml"), yaml).toString();
    }

    @Test
    void shouldSayThatNothingIsWrong() {
        // When
        int code = shell.run("catalog", "check", EXAMPLE);

        // Then
        assertThat(shell.out()).isEqualTo(EXAMPLE + ": 6 endpoints, 4 routes, 0 tenants; no problems\n");
        assertThat(code).isZero();
    }

    @Test
    void shouldTellEveryProblemOnALineOfItsOwn() throws Exception {
        // Given
        String file = file(GOOD.replace("local/large]", "local/lage]").replace("score: 50", "score: fifty"));

        // When
        int code = shell.run("catalog", "check", file);

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(shell.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith(file + ":13: endpoints[0].quality.score is 'fifty', allowed"),
                        line -> assertThat(line)
                                .startsWith(
                                        file + ":21: routes[0].candidates[1] names the unknown endpoint 'local/lage'")
                                .endsWith("(did you mean local/large?)"),
                        line -> assertThat(line).isEqualTo(file + ": 2 problems"));
    }

    @Test
    void shouldWarnOfWhatIsOddAndBeContent() throws Exception {
        // Given
        String file = file(GOOD.replace("[local/small, local/large]", "[local/large]"));

        // When
        int code = shell.run("catalog", "check", file);

        // Then
        assertThat(code).isZero();
        assertThat(shell.out())
                .contains("warning: " + file + ":9: endpoints[0] is a candidate of no route")
                .endsWith(file + ": 2 endpoints, 1 route, 2 tenants; 1 warning\n");
    }

    @Test
    void shouldLookForSecretsOnlyWhenAsked() throws Exception {
        // Given
        String file = file(GOOD);

        // When, Then
        assertThat(shell.run("catalog", "check", file)).isZero();
        assertThat(shell.run("catalog", "check", "--with-secrets", file)).isEqualTo(1);
        assertThat(shell.out())
                .contains(
                        file + ":5: providers[0].auth can't be used: environment variable TIELINE_TEST_NO_SUCH_KEY is");
    }

    @Test
    void shouldTakeTheCatalogueThatTheConfigurationNames() {
        // When
        int code = shell.run(
                "catalog", "check", "--config", EXAMPLES.resolve("tieline.yaml").toString());

        // Then
        assertThat(code).isZero();
        assertThat(shell.out()).contains("6 endpoints");
    }

    @Test
    void shouldNameAFileThatIsNotThere() {
        // When
        int code = shell.run("catalog", "check", "none.yaml");

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(shell.err()).contains("none.yaml: there is no such file");
    }

    @Test
    void shouldShowTables() throws Exception {
        // When
        int code = shell.run("catalog", "show", file(GOOD));

        // Then
        assertThat(code).isZero();
        assertThat(shell.out())
                .contains("ENDPOINT", "local/small", "eu (attic)", "basic 50", "1000 at a time")
                .contains("environment variable TIELINE_TEST_NO_SUCH_KEY")
                .containsPattern("chat +listed +frontier or degraded +prefer +after 1500 ms +"
                        + "local/large, local/small \\(degraded\\)")
                .containsPattern("acme +all +all +anywhere +5 USD/day, then degrade +1 +no limit")
                .contains("* (all others)");
    }

    @Test
    void shouldShowTheCandidatesOfARouteInOrder() throws Exception {
        // When
        int code = shell.run("catalog", "show", file(GOOD), "--route", "chat");

        // Then
        assertThat(code).isZero();
        assertThat(shell.out())
                .containsPattern("1 +local/large")
                .containsPattern("2 +local/small.*degraded")
                .contains("Order: as they are listed");
        assertThat(new Shell().run("catalog", "show", file(GOOD), "--route", "small"))
                .as("a family")
                .isZero();
    }

    @Test
    void shouldNameTheRoutesThereAre() throws Exception {
        // When
        int code = shell.run("catalog", "show", file(GOOD), "--route", "chatt");

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(shell.err()).contains("--route is chatt, allowed: chat, a family or an endpoint");
    }

    @Test
    void shouldShowJson() throws Exception {
        // When
        int code = shell.run("catalog", "show", file(GOOD), "--json");

        // Then
        assertThat(code).isZero();
        JsonNode json = new ObjectMapper().readTree(shell.out());
        assertThat(json.at("/endpoints/0/auth/env").asText()).isEqualTo("TIELINE_TEST_NO_SUCH_KEY");
        assertThat(json.at("/endpoints/0/price/input-usd-per-million").asDouble())
                .isEqualTo(0.1);
        assertThat(json.at("/routes/0/candidates/0/endpoint").asText()).isEqualTo("local/large");
        assertThat(json.at("/routes/0/candidates/1/degraded").asBoolean()).isTrue();
        assertThat(json.at("/tenants/0/budget/when-used-up").asText()).isEqualTo("degrade");
        assertThat(json.at("/tenants/1/name").asText()).isEqualTo("*");
    }
}
