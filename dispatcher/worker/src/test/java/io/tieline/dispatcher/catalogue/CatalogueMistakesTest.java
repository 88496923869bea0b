package io.tieline.dispatcher.catalogue;

import static io.tieline.dispatcher.catalogue.CatalogueSamples.GOOD;
import static io.tieline.dispatcher.catalogue.CatalogueSamples.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake that a catalogue can have, with what is said of it. */
class CatalogueMistakesTest {
    static Stream<Arguments> whatIsWrongWithEndpoints() {
        return Stream.of(
                Arguments.of(
                        "provider: anthropic\n",
                        "provider: antropic\n",
                        "16: endpoints[0].provider names the unknown provider 'antropic', known are anthropic, local"
                                + " (did you mean anthropic?)"),
                Arguments.of("    model: llama\n", "", "20: endpoints[1].model is missing, allowed: the model's name"),
                Arguments.of(
                        "    price: { input-usd-per-million: 3, output-usd-per-million: 15 }\n",
                        "",
                        "15: endpoints[0].price is missing, allowed: the price of input and output tokens"),
                Arguments.of(
                        "input-usd-per-million: 3,",
                        "",
                        "18: endpoints[0].price can't be used: input-usd-per-million is missing"),
                Arguments.of(
                        "    base-url: http://127.0.0.1:8000\n",
                        "",
                        "19: endpoints[1].base-url is missing, allowed: an address with http or https, here or at the"),
                Arguments.of(
                        "    format: openai_chat\n",
                        "",
                        "19: endpoints[1].format is missing, allowed: openai_chat, anthropic_messages, gemini_generate"),
                Arguments.of(
                        "id: local/llama",
                        "id: anthropic/claude",
                        "20: endpoints[1].id is 'anthropic/claude', as endpoints[0] is called already"),
                Arguments.of(
                        "id: local/llama", "id: lo cal", "20: endpoints[1] can't be used: id is 'lo cal', allowed"),
                Arguments.of("  - id: local/llama\n    provider", "  - provider", "20: endpoints[1].id is missing"),
                Arguments.of(
                        "name: local\n", "name: anthropic\n", "10: providers[1].name is 'anthropic', as providers[0]"));
    }

    static Stream<Arguments> whatIsWrongWithFigures() {
        return Stream.of(
                Arguments.of(
                        "model: llama\n",
                        "model: llama\n    context-window: 2000\n    max-output: 3000\n",
                        "24: endpoints[1].max-output is '3000', allowed: not more than the context window of 2000"),
                Arguments.of(
                        "model: llama\n",
                        "model: llama\n    context-window: 0\n",
                        "23: endpoints[1].context-window is '0', allowed: 1 token or more"),
                Arguments.of(
                        "concurrency: 50",
                        "concurrency: 0",
                        "8: providers[0].limits.concurrency is '0', allowed: 1 or more"),
                Arguments.of(
                        "tokens-per-minute: 100000",
                        "tokens-per-minute: 100",
                        "25: endpoints[1].limits.tokens-per-minute is '100', allowed: not less than one answer's"),
                Arguments.of(
                        "tokens-per-minute: 100000",
                        "tokens-per-minute: -1",
                        "25: endpoints[1].limits.tokens-per-minute is '-1', allowed: 1 or more"),
                Arguments.of("score: 70", "score: 101", "24: endpoints[1].quality can't be used: score is '101.0'"),
                Arguments.of("timeout: 90s", "timeout: 0s", "15: endpoints[0] can't be used: timeout is 'PT0S'"),
                Arguments.of(
                        "format: openai_chat",
                        "format: openai",
                        "11: providers[1].format is 'openai', allowed: one of"),
                Arguments.of("model: llama\n", "modell: llama\n", "22: endpoints[1].modell is an unknown key"));
    }

    static Stream<Arguments> whatIsWrongWithRoutes() {
        return Stream.of(
                Arguments.of(
                        "local/llama]",
                        "local/lama]",
                        "33: routes[0].candidates[1] names the unknown endpoint 'local/lama', known are anthropic/claude,"
                                + " local/llama, local/embed (did you mean local/llama?)"),
                Arguments.of(
                        "local/llama]",
                        "anthropic/claude]",
                        "33: routes[0].candidates[1] names the endpoint 'anthropic/claude' again"),
                Arguments.of(
                        "[anthropic/claude, local/llama]", "[]", "33: routes[0].candidates is empty, allowed: one"),
                Arguments.of(
                        "    candidates: [anthropic/claude, local/llama]\n", "", "32: routes[0] has no candidates"),
                Arguments.of(
                        "    minimum-tier: standard\n",
                        "    select: {}\n",
                        "32: routes[0] has both 'candidates' and 'select', allowed: one of them"),
                Arguments.of(
                        "[anthropic/claude, local/llama]\n    minimum-tier: standard",
                        "[local/llama]\n    minimum-tier: frontier",
                        "34: routes[0].minimum-tier is 'frontier', which no candidate reaches, allowed: standard at most,"
                                + " which is the tier of local/llama"));
    }

    static Stream<Arguments> whatRoutesCannotBe() {
        return Stream.of(
                Arguments.of(
                        "local/llama]",
                        "local/embed]",
                        "32: routes[0] mixes endpoints for chat (anthropic/claude) and for embeddings (local/embed)"),
                Arguments.of(
                        "routes:\n", """
                          - id: local/other
                            provider: local
                            model: other
                            operation: embeddings
                            price: { input-usd-per-million: 0, output-usd-per-million: 0 }
                        routes:
                        """, "routes[1] mixes embeddings of bge and of other, which can't be compared"),
                Arguments.of(
                        "select: { operation: embeddings }",
                        "select: { operation: embeddings, jurisdictions: [us] }",
                        "36: routes[1].select selects no endpoint: none is all of this"),
                Arguments.of(
                        "select: { operation: embeddings }",
                        "select: { operation: embeddings, families: [bgg] }",
                        "36: routes[1].select.families[0] names the unknown family 'bgg'"),
                Arguments.of(
                        "name: embed\n", "name: summarize\n", "35: routes[1].name is 'summarize', as routes[0] is"),
                Arguments.of("- name: embed\n    select", "- select", "35: routes[1].name is missing"),
                Arguments.of("minimum-tier: standard", "minimum-tier: best", "34: routes[0].minimum-tier is 'best'"));
    }

    static Stream<Arguments> whatIsWrongWithTenants() {
        return Stream.of(
                Arguments.of(
                        "routes: [summarize, embed]",
                        "routes: [sumarize, embed]",
                        "39: tenants[0].routes[0] names the unknown route 'sumarize', known are summarize, embed,"),
                Arguments.of(
                        "routes: [summarize, embed]",
                        "endpoints: [local/llama, local/lama]",
                        "39: tenants[0].endpoints[1] names the unknown endpoint 'local/lama'"),
                Arguments.of(
                        "jurisdictions: [eu]",
                        "jurisdictions: [us]",
                        "39: tenants[0].routes[1] is 'embed', the tenant's endpoints and jurisdictions leave no candidate"
                                + " (jurisdictions are [us])"),
                Arguments.of(
                        "    routes: [summarize, embed]\n    jurisdictions: [eu]\n",
                        "    jurisdictions: [ch]\n",
                        "38: tenants[0] can use no route: in all of them, the tenant's endpoints"),
                Arguments.of(
                        "weight: 0.5", "weight: 0", "42: tenants[1].weight is '0.0', allowed: above 0, up to 1000"),
                Arguments.of(
                        "name: '*'", "name: acme", "41: tenants[1].name is 'acme', as tenants[0] is called already"),
                Arguments.of(
                        "weight: 0.5",
                        "budget: { per-day-usd: -1 }",
                        "42: tenants[1].budget can't be used: per-day-usd is '-1', allowed: 0 to 1000000000"),
                Arguments.of(
                        "weight: 0.5",
                        "budget: { per-month-usd: 1e13 }",
                        "42: tenants[1].budget can't be used: per-month-usd is '1E+13', allowed: 0 to 1000000000"));
    }

    @ParameterizedTest
    @MethodSource({
        "whatIsWrongWithEndpoints",
        "whatIsWrongWithFigures",
        "whatIsWrongWithRoutes",
        "whatRoutesCannotBe",
        "whatIsWrongWithTenants"
    })
    void shouldTellLinePathValueAndWhatIsAllowed(String from, String to, String problem) {
        // Given
        assertThat(GOOD).contains(from);
        String yaml = GOOD.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to));

        // When, Then
        assertThat(problems(yaml))
                .as(yaml)
                .anySatisfy(
                        line -> assertThat(line).startsWith("catalogue.yaml:").contains(problem))
                .allSatisfy(line -> assertThat(line).doesNotContain("\n"));
    }
}
