package io.tieline.dispatcher.catalogue;

import static io.tieline.dispatcher.catalogue.CatalogueSamples.GOOD;
import static io.tieline.dispatcher.catalogue.CatalogueSamples.good;
import static io.tieline.dispatcher.catalogue.CatalogueSamples.problems;
import static io.tieline.dispatcher.catalogue.CatalogueSamples.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.catalogue.CatalogueReading.Bad;
import io.tieline.dispatcher.catalogue.CatalogueReading.Good;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Limits;
import io.tieline.routing.Objective;
import io.tieline.routing.Route;
import io.tieline.routing.SecretRef;
import io.tieline.routing.Tenant;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.avro.Operation;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogueReaderTest {
    @Test
    void shouldInheritWhatAnEndpointDoesNotSay() {
        // When
        Catalogue catalogue = good(GOOD.replace(
                        "model: llama\n",
                        "model: llama\n    base-url: http://127.0.0.1:9000\n    jurisdiction: de\n    timeout: 10s\n")
                .replace("jurisdictions: [eu]", "jurisdictions: [eu, de]"));

        // Then
        Endpoint claude = catalogue.endpoint("anthropic/claude").orElseThrow();
        assertThat(claude.format()).isEqualTo(WireFormat.ANTHROPIC_MESSAGES);
        assertThat(claude.baseUrl()).isEqualTo(URI.create("https://api.anthropic.com"));
        assertThat(claude.auth()).isEqualTo(new SecretRef("ANTHROPIC_API_KEY", null));
        assertThat(claude.jurisdiction()).isEqualTo("us");
        assertThat(claude.failureDomains()).containsExactly("aws");
        assertThat(claude.limits()).isEqualTo(new Limits(600, null, 50));
        assertThat(claude.timeout()).isEqualTo(Duration.ofSeconds(90));
        Endpoint llama = catalogue.endpoint("local/llama").orElseThrow();
        assertThat(llama.baseUrl()).isEqualTo(URI.create("http://127.0.0.1:9000"));
        assertThat(llama.jurisdiction()).isEqualTo("de");
        assertThat(llama.auth()).isNull();
        assertThat(llama.limits()).isEqualTo(new Limits(null, 100_000L, 0));
        assertThat(llama.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(llama.contextWindow()).isEqualTo(128_000);
    }

    @Test
    void shouldInheritEachLimitByItself() {
        // When
        Catalogue catalogue = good(GOOD.replace(
                "quality: { score: 88 }", "quality: { score: 88 }\n    limits: { requests-per-minute: 60 }"));

        // Then
        assertThat(catalogue.endpoint("anthropic/claude").orElseThrow().limits())
                .isEqualTo(new Limits(60, null, 50));
    }

    @Test
    void shouldReadRoutesAndTenants() {
        // When
        Catalogue catalogue = good(GOOD.replace("minimum-tier: standard", "objective: cost"));

        // Then
        Route summarize = catalogue.route("summarize").orElseThrow();
        assertThat(summarize.candidates()).containsExactly("anthropic/claude", "local/llama");
        assertThat(summarize.objective()).isEqualTo(Objective.COST);
        assertThat(catalogue.candidates(catalogue.route("embed").orElseThrow()))
                .extracting(Endpoint::operation)
                .containsExactly(Operation.EMBEDDINGS);
        Tenant acme = catalogue.tenant("acme").orElseThrow();
        assertThat(acme.routes()).containsExactlyInAnyOrder("summarize", "embed");
        assertThat(acme.jurisdictions()).isEqualTo(Set.of("eu"));
        assertThat(catalogue.tenant("anybody").orElseThrow().weight()).isEqualTo(0.5);
    }

    @Test
    void shouldSelectEndpointsThatAreAllThatIsAsked() {
        assertThat(selected("{ minimum-tier: standard }")).containsExactly("anthropic/claude", "local/llama");
        assertThat(selected("{ minimum-tier: frontier }")).containsExactly("anthropic/claude");
        assertThat(selected("{ jurisdictions: [eu] }")).containsExactly("local/llama");
        assertThat(selected("{ providers: [local], operation: embeddings }")).containsExactly("local/embed");
        assertThat(selected("{ families: [llama] }")).containsExactly("local/llama");
        assertThat(selected("{ features: [seed] }")).containsExactly("local/llama");
    }

    private static List<String> selected(String rule) {
        String yaml = GOOD.replace(
                "{ operation: embeddings }", "{ operation: embeddings }\n  - name: other\n    select: " + rule);
        return good(yaml).route("other").orElseThrow().candidates();
    }

    @Test
    void shouldTellAllThatIsWrongAtOnceAndNothingThatOnlyFollowsFromIt() {
        // Given
        String yaml = GOOD.replace("timeout: 90s", "timeout: 90")
                .replace("provider: local\n    model: llama", "provider: loca\n    model: llama")
                .replace("[anthropic/claude, local/llama]", "[anthropic/claud, local/llama, anthropic/claude]")
                .replace("routes: [summarize, embed]", "routes: [summarise]")
                .replace("weight: 0.5", "wait: 0.5");

        // When, Then
        assertThat(problems(yaml))
                .extracting(problem -> problem.replaceFirst(
                        "catalogue.yaml:(\\d+): (\\S+) (names the unknown \\w+ '\\S+'|is '\\w+'|is an unknown key).*",
                        "$1 $2 $3"))
                .containsExactly(
                        "9 providers[0].timeout is '90'",
                        "21 endpoints[1].provider names the unknown provider 'loca'",
                        "33 routes[0].candidates[0] names the unknown endpoint 'anthropic/claud'",
                        "39 tenants[0].routes[0] names the unknown route 'summarise'",
                        "42 tenants[1].wait is an unknown key");
    }

    @Test
    void shouldRefuseAFileWithoutEndpointsAndRoutes() {
        assertThat(problems("tenants: []"))
                .containsExactly(
                        "catalogue.yaml:1: endpoints is missing, allowed: one endpoint or more",
                        "catalogue.yaml:1: routes is missing, allowed: one route or more");
        assertThat(problems("endpoints: []\nroutes: []")).isNotEmpty();
        assertThat(problems("")).containsExactly("catalogue.yaml:1: there is nothing in it");
        assertThat(problems("~")).containsExactly("catalogue.yaml:1: the file is empty");
        assertThat(problems("- a")).singleElement().asString().startsWith("catalogue.yaml:1: the file is a list");
        assertThat(problems("endpoints: []\nendpoints: []"))
                .singleElement()
                .asString()
                .startsWith("catalogue.yaml:2: endpoints is there twice");
    }

    static Stream<Arguments> whatIsOdd() {
        return Stream.of(
                Arguments.of(
                        "candidates: [anthropic/claude, local/llama]",
                        "candidates: [local/llama]",
                        "15: endpoints[0] is a candidate of no route: it serves those alone who ask for it by name"),
                Arguments.of(
                        "endpoints:\n",
                        "  - name: idle\nendpoints:\n",
                        "14: providers[2] is the provider of no endpoint"),
                Arguments.of(
                        "jurisdictions: [eu]",
                        "jurisdictions: [eu, uk]",
                        "40: tenants[0].jurisdictions names 'uk', where no endpoint is; there are endpoints in [eu, us]"),
                Arguments.of(
                        "weight: 0.5",
                        "endpoints: [anthropic/claude]",
                        "41: tenants[1] can't use embed: there, the tenant's endpoints and jurisdictions leave no candidate"),
                Arguments.of(
                        "    jurisdiction: eu\n",
                        "    jurisdiction: eu\n    failure-domains: [aws]\n",
                        "routes[0] falls as a whole: each candidate shares its provider or a failure domain with"),
                Arguments.of(
                        "minimum-tier: standard",
                        "prompts: { claude: Be brief. }",
                        "routes[0].prompts.claude is for a family that no candidate is of; theirs are claude-3-5-sonnet, llama"),
                Arguments.of(
                        "https://api.anthropic.com",
                        "http://api.anthropic.com",
                        "4: providers[0].base-url leads to api.anthropic.com by http: the key and all requests go there"));
    }

    @ParameterizedTest
    @MethodSource("whatIsOdd")
    void shouldWarnOfWhatIsOddButCanBeUsed(String from, String to, String warning) {
        assertThat(GOOD).contains(from);
        CatalogueReading reading = read(GOOD.replace(from, to));
        assertThat(reading).isInstanceOf(Good.class);
        assertThat(reading.warnings()).anySatisfy(line -> assertThat(line).contains(warning));
    }

    @Test
    void shouldTellOnceOfASecretThatIsMissingAndOfAllElse() {
        // Given
        CatalogueReader strict = new CatalogueReader(ref -> {
            throw new IllegalArgumentException(ref + " is not set");
        });

        // When, Then
        assertThat(strict.read(GOOD.replace("minimum-tier: standard", "minimum-tier: none"), "catalogue.yaml"))
                .isInstanceOfSatisfying(
                        Bad.class,
                        bad -> assertThat(bad.problems())
                                .satisfiesExactly(
                                        line -> assertThat(line)
                                                .isEqualTo(
                                                        "catalogue.yaml:5: providers[0].auth can't be used: environment"
                                                                + " variable ANTHROPIC_API_KEY is not set"),
                                        line -> assertThat(line).contains("routes[0].minimum-tier is 'none'")));
    }

    @Test
    void shouldNeverTellASecretThatStandsInTheWrongPlace() {
        assertThat(problems(GOOD.replace("{ env: ANTHROPIC_API_KEY }", "sk-very-secret")))
                .singleElement()
                .asString()
                .contains("providers[0].auth is a single value, allowed: a mapping with the keys env, file")
                .doesNotContain("very-secret");
    }

    @Test
    void shouldNeverTellASecretThatIsPartOfAnAddress() {
        assertThat(problems(
                        GOOD.replace("http://127.0.0.1:8000", "http://me:very-secret@example.com/?key=very-secret")))
                .anySatisfy(line -> assertThat(line).contains("base-url is 'http://…@example.com/?…', allowed"))
                .allSatisfy(line -> assertThat(line).doesNotContain("very-secret"));
    }
}
