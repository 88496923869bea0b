package io.tieline.routing;

import static io.tieline.routing.CatalogueTest.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.avro.Operation;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// What a configuration leaves out arrives as null.
@SuppressWarnings("NullAway")
class EndpointTest {
    private @Nullable String id = "acme/large";
    private @Nullable String provider = "acme";
    private @Nullable String model = "large";
    private @Nullable WireFormat format = WireFormat.OPENAI_CHAT;
    private @Nullable URI baseUrl = URI.create("https://api.acme.example");
    private @Nullable Price price = Samples.PRICE;
    private double quality;
    private int contextWindow;
    private int maxOutput;
    private int concurrency;
    private @Nullable Duration timeout;
    private @Nullable Set<String> failureDomains;

    private Endpoint endpoint() {
        return new Endpoint(
                id,
                provider,
                model,
                null,
                null,
                format,
                baseUrl,
                null,
                null,
                null,
                failureDomains,
                price,
                Quality.of(quality),
                contextWindow,
                maxOutput,
                null,
                new Limits(null, null, concurrency),
                timeout);
    }

    @Test
    void shouldTakeTheDefaultsForWhatIsLeftOut() {
        // When
        Endpoint endpoint = endpoint();

        // Then
        assertThat(endpoint.auth()).isNull();
        assertThat(endpoint.family()).isEqualTo("large");
        assertThat(endpoint.operation()).isEqualTo(Operation.CHAT);
        assertThat(endpoint.features()).containsExactlyInAnyOrder(Feature.STOP, Feature.SAMPLING, Feature.SEED);
        assertThat(endpoint.jurisdiction()).isNull();
        assertThat(endpoint.contextWindow()).isEqualTo(128_000);
        assertThat(endpoint.maxOutput()).isEqualTo(4_096);
        assertThat(endpoint.concurrency()).isEqualTo(1_000);
        assertThat(endpoint.timeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(endpoint.failureDomains()).isEmpty();
    }

    @Test
    void shouldKeepWhatIsSet() {
        // Given
        quality = 100;
        contextWindow = 1;
        maxOutput = 2;
        concurrency = 3;
        timeout = Duration.ofMillis(4);
        failureDomains = Set.of("aws");

        // When
        Endpoint endpoint = endpoint();

        // Then
        assertThat(endpoint.quality().score()).isEqualTo(100);
        assertThat(endpoint.contextWindow()).isEqualTo(1);
        assertThat(endpoint.maxOutput()).isEqualTo(2);
        assertThat(endpoint.concurrency()).isEqualTo(3);
        assertThat(endpoint.timeout()).isEqualTo(Duration.ofMillis(4));
        assertThat(endpoint.failureDomains()).containsExactly("aws");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "has space", "-starts-badly", "ümlaut", "a\nb"})
    void shouldRefuseAnIdThatIsNoPlainName(String wrong) {
        id = wrong;
        refuses(this::endpoint, "id is '" + wrong + "', allowed: 1 to 200 letters, digits and . _ / : -");
    }

    @Test
    void shouldRefuseAnIdThatIsTooLong() {
        id = "i".repeat(200);
        assertThat(endpoint().id()).hasSize(200);
        id = "i".repeat(201);
        refuses(this::endpoint, "1 to 200");
    }

    @Test
    void shouldNameWhatIsMissing() {
        id = null;
        refuses(this::endpoint, "id is 'null'");
        id = "a";
        provider = " ";
        refuses(this::endpoint, "provider is ' ', allowed: a name");
        provider = "p";
        model = null;
        refuses(this::endpoint, "model is 'null', allowed: a name");
        model = "m";
        format = null;
        refuses(this::endpoint, "format is 'null', allowed: openai_chat, anthropic_messages, gemini_generate");
        format = WireFormat.GEMINI_GENERATE;
        price = null;
        refuses(this::endpoint, "price is 'null'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host", "host/path", "http:///path", "mailto:a@b"})
    void shouldRefuseAnAddressThatHttpCanNotReach(String wrong) {
        baseUrl = URI.create(wrong);
        refuses(this::endpoint, "base-url is '" + wrong + "', allowed: an address with http or https and a host");
    }

    @Test
    void shouldNameNumbersOutOfRange() {
        quality = 100.5;
        refuses(this::endpoint, "score is '100.5', allowed: 0 to 100");
        quality = Double.NaN;
        refuses(this::endpoint, "score is 'NaN'");
        quality = 0;
        contextWindow = -1;
        refuses(this::endpoint, "context-window is '-1'");
        contextWindow = 0;
        maxOutput = -1;
        refuses(this::endpoint, "max-output is '-1'");
        maxOutput = 0;
        concurrency = -5;
        refuses(this::endpoint, "concurrency is '-5'");
        concurrency = 0;
        timeout = Duration.ZERO;
        refuses(this::endpoint, "timeout is 'PT0S', allowed: longer than nothing");
    }

    @Test
    void shouldNotTellAKeyThatIsPartOfAnAddress() {
        baseUrl = URI.create("https://me:sk-secret@api.acme.example/v1");
        refuses(this::endpoint, "base-url is 'https://…@api.acme.example/v1', allowed: an address with http or https");
        baseUrl = URI.create("https://api.acme.example/?key=sk-secret");
        refuses(this::endpoint, "base-url is 'https://api.acme.example/?…', allowed: an address with http or https");
        baseUrl = URI.create("https://api.acme.example/#sk-secret");
        refuses(this::endpoint, "base-url is 'https://api.acme.example/?…', allowed: an address with http or https");
    }
}
