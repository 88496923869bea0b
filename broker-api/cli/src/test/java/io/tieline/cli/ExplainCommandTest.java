package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
    private static final String CATALOGUE = """
            providers:
              - name: eins
                format: openai_chat
                base-url: https://eins.example
                jurisdiction: eu
              - name: two
                format: openai_chat
                base-url: https://two.example
                jurisdiction: us
            endpoints:
              - { id: two/large, provider: two, model: large, price: { input-usd-per-million: 3, output-usd-per-million: 15 }, quality: { score: 88 } }
              - { id: eins/large, provider: eins, model: large, price: { input-usd-per-million: 4, output-usd-per-million: 16 }, quality: { score: 88 } }
              - { id: eins/small, provider: eins, model: small, price: { input-usd-per-million: 0, output-usd-per-million: 0 }, quality: { score: 60 } }
            routes:
              - { name: summarize, candidates: [two/large, eins/small, eins/large] }
            tenants:
              - { name: acme, jurisdictions: [eu] }
              - { name: "*" }
            """;

    @TempDir
    private Path folder;

    private final Shell shell = new Shell();

    @BeforeEach
    void write() throws Exception {
        Files.writeString(folder.resolve("catalogue.yaml"), CATALOGUE);
    }

    private int explain(String request, String... options) throws Exception {
        Path file = Files.writeString(folder.resolve("request.json"), request);
        String[] words = new String[options.length + 4];
        words[0] = "explain";
        words[1] = file.toString();
        words[2] = "--catalogue";
        words[3] = folder.resolve("catalogue.yaml").toString();
        System.arraycopy(options, 0, words, 4, options.length);
        return shell.run(words);
    }

    @Test
    void shouldTellWhoServesARequestAndWhoWouldBeNext() throws Exception {
        // When
        int code = explain("""
                {"route": "summarize", "messages": [{"role": "user", "content": "Hello"}]}""");

        // Then: the same model on another host comes before another model
        assertThat(code).isZero();
        assertThat(shell.out()).contains("It would go to two/large");
        assertThat(shell.out()).containsSubsequence("1  two/large", "2  eins/large", "3  eins/small");
    }

    @Test
    void shouldTellWhyOthersArePassedOver() throws Exception {
        // When
        int code = explain("""
                {"tenant": "acme", "route": "summarize", "messages": [{"role": "user", "content": "Hello"}]}""", "--down", "eins/large", "--json");

        // Then
        assertThat(code).isZero();
        JsonNode told = new JsonMapper().readTree(shell.out());
        assertThat(told.at("/decision/endpoint").asText()).isEqualTo("eins/small");
        assertThat(told.at("/excluded/0/endpoint").asText()).isEqualTo("two/large");
        assertThat(told.at("/excluded/0/code").asText()).isEqualTo("policy.residency");
        assertThat(told.at("/excluded/0/reason").asText()).isEqualTo("is in us, allowed: eu");
        assertThat(told.at("/excluded/1/reason").asText()).isEqualTo("is down");
    }

    @Test
    void shouldTellThatARequestWaitsOrEnds() throws Exception {
        // When
        int waits = explain("""
                {"tenant": "acme", "route": "summarize", "messages": [{"role": "user", "content": "Hello"}]}""", "--down", "eins/large", "eins/small");
        String waiting = shell.out();
        int ends = explain("""
                {"route": "summarize", "jurisdictions": ["ch"], "messages": [{"role": "user", "content": "Hello"}]}""");

        // Then
        assertThat(waits).isZero();
        assertThat(waiting).contains("It would wait, durably");
        assertThat(ends).isZero();
        assertThat(shell.out()).contains("It would end at once: REJECTED, policy.residency");
    }

    @Test
    void shouldNameWhatIsWrongWithTheRequest() throws Exception {
        assertThat(explain("""
                {"route": "summarize", "model": "x"}""")).isEqualTo(2);
        assertThat(shell.err()).contains("request.json:1: 'model' is an unknown field, allowed: ", "messages");
        assertThat(explain("""
                {"route": "nowhere"}""")).isEqualTo(2);
        assertThat(shell.err()).contains("route is 'nowhere', which the catalogue doesn't name", "known are summarize");
        assertThat(explain("{}")).isEqualTo(2);
        assertThat(shell.err()).contains("route");
        assertThat(explain("""
                {"route": "summarize", "vendorFields": {"openai": {}}}""")).isEqualTo(2);
        assertThat(shell.err())
                .contains("vendorFields is 'openai', allowed: openai_chat, anthropic_messages, gemini_generate");
        assertThat(explain("""
                {"route": "summarize"}""", "--down", "nobody")).isEqualTo(2);
        assertThat(shell.err()).contains("--down is nobody, allowed: two/large, eins/large, eins/small");
    }

    @Test
    void shouldNameWhatIsOfTheWrongKind() throws Exception {
        assertThat(explain("""
                {"route": "summarize",
                 "messages": [{"role": "usr", "content": "Hello"}]}""")).isEqualTo(2);
        assertThat(shell.err()).contains("request.json:2: messages[0].role is 'usr', allowed: ", "user, assistant");
        assertThat(explain("""
                {"route": "summarize", "temperature": "hot"}""")).isEqualTo(2);
        assertThat(shell.err()).contains("request.json:1: temperature can't be read as a ");
        assertThat(explain("[]")).isEqualTo(2);
        assertThat(shell.err())
                .contains("the request is no JSON object with a route")
                .doesNotContain("io.tieline");
    }

    @Test
    void shouldRefuseAFamilyThatNobodyIsOf() throws Exception {
        assertThat(explain("""
                {"route": "summarize"}""", "--pin", "medium")).isEqualTo(2);
        assertThat(shell.err()).contains("--pin is medium, allowed: large, small");
    }
}
