package io.tieline.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    @Test
    void shouldGiveTheCandidatesInTheOrderOfTheRoute() {
        // Given
        Catalogue catalogue = Samples.catalogue(
                List.of("a", "b", "c"), new Route("first", List.of("c", "a")), new Route("second", List.of("b")));

        // When, Then
        assertThat(catalogue.candidates(catalogue.route("first").orElseThrow()))
                .extracting(Endpoint::id)
                .containsExactly("c", "a");
        assertThat(catalogue.candidates(catalogue.route("second").orElseThrow()))
                .extracting(Endpoint::id)
                .containsExactly("b");
        assertThat(catalogue.route("third")).isEmpty();
    }

    @Test
    void shouldNotChangeWithTheListsItWasMadeFrom() {
        // Given
        List<String> candidates = new ArrayList<>(List.of("a"));
        Route route = new Route("r", candidates);
        List<Endpoint> endpoints = new ArrayList<>(List.of(Samples.endpoint("a")));
        Catalogue catalogue = new Catalogue(endpoints, List.of(route));

        // When
        candidates.clear();
        endpoints.clear();

        // Then
        assertThat(catalogue.candidates(catalogue.route("r").orElseThrow())).hasSize(1);
    }

    @Test
    void shouldNameWhatIsWrong() {
        Route route = new Route("r", List.of("a"));
        refuses(() -> Samples.catalogue(List.of(), route), "endpoints is empty");
        refuses(() -> Samples.catalogue(List.of("a")), "routes is empty");
        refuses(() -> Samples.catalogue(List.of("a", "a"), route), "two endpoints are called 'a'");
        refuses(() -> Samples.catalogue(List.of("a"), route, route), "two routes are called 'r'");
        refuses(
                () -> Samples.catalogue(List.of("a"), new Route("r", List.of("a", "b"))),
                "route 'r' names the unknown endpoint 'b'; known are [a]");
    }

    @Test
    // What a configuration leaves out arrives as null.
    @SuppressWarnings("NullAway")
    void shouldNameWhatIsWrongWithARoute() {
        refuses(() -> new Route("r", List.of()), "route 'r' has no candidates");
        refuses(() -> new Route("r", null), "route 'r' has no candidates");
        refuses(() -> new Route("r", List.of("a", "b", "a")), "route 'r' names the endpoint 'a' twice");
        refuses(() -> new Route(null, List.of("a")), "name is 'null'");
        refuses(() -> new Route("", List.of("a")), "name is ''");
        refuses(() -> new Route("my route", List.of("a")), "name is 'my route', allowed: 1 to 200 letters, digits");
        refuses(() -> new Route("r".repeat(201), List.of("a")), "1 to 200");
        assertThat(new Route("org/model-1.5:free", List.of("a")).name()).isEqualTo("org/model-1.5:free");
    }

    @Test
    void shouldNeedExactlyOnePlaceOfASecret() {
        refuses(() -> new SecretRef(null, null), "either 'env'");
        refuses(() -> new SecretRef("KEY", "/run/key"), "and not both");
        refuses(() -> new SecretRef(" ", null), "env is ' '");
        refuses(() -> new SecretRef(null, ""), "file is ''");
        assertThat(new SecretRef("KEY", null)).hasToString("environment variable KEY");
        assertThat(new SecretRef(null, "/run/key")).hasToString("file /run/key");
    }

    static void refuses(ThrowingCallable maker, String message) {
        assertThatThrownBy(maker).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
