package io.tieline.routing;

import static io.tieline.routing.Feature.IMAGES;
import static io.tieline.routing.Feature.IMAGE_URLS;
import static io.tieline.routing.Feature.JSON_SCHEMA;
import static io.tieline.routing.Feature.SAMPLING;
import static io.tieline.routing.Feature.SEED;
import static io.tieline.routing.Feature.STOP;
import static io.tieline.routing.Feature.TOOLS;
import static io.tieline.routing.WireFormat.ANTHROPIC_MESSAGES;
import static io.tieline.routing.WireFormat.GEMINI_GENERATE;
import static io.tieline.routing.WireFormat.OPENAI_CHAT;

import io.tieline.schemas.avro.Operation;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Unlike endpoints for tests: two models on two hosts each, in two jurisdictions, one's own servers, and embeddings. */
final class SampleFleet {
    private static final Set<Feature> ALL = Set.of(TOOLS, JSON_SCHEMA, IMAGES, IMAGE_URLS, SEED, STOP, SAMPLING);
    private static final Set<Feature> SEEDLESS = Set.of(TOOLS, JSON_SCHEMA, IMAGES, IMAGE_URLS, STOP, SAMPLING);

    static final List<Endpoint> ENDPOINTS = List.of(
            endpoint("us/claude", "anthropic", ANTHROPIC_MESSAGES, "us", "aws", 3, 15, 88.3, 200_000, SEEDLESS),
            endpoint("us/gpt", "openai", OPENAI_CHAT, "us", "azure", 5, 15, 88.7, 128_000, ALL),
            endpoint("eu/claude", "vertex", ANTHROPIC_MESSAGES, "eu", "gcp", 4, 16, 88.3, 200_000, SEEDLESS),
            endpoint("eu/gpt", "azure", OPENAI_CHAT, "eu", "azure", 6, 16, 88.7, 128_000, ALL),
            endpoint(
                    "eu/gemini",
                    "google",
                    GEMINI_GENERATE,
                    "eu",
                    "gcp",
                    3.5,
                    10,
                    86.4,
                    1_000_000,
                    Set.of(TOOLS, JSON_SCHEMA, IMAGES, SEED, STOP, SAMPLING)),
            endpoint(
                    "eu/mistral",
                    "mistral",
                    OPENAI_CHAT,
                    "eu",
                    "scaleway",
                    2,
                    6,
                    84,
                    32_000,
                    Set.of(TOOLS, JSON_SCHEMA, SEED, STOP, SAMPLING)),
            endpoint("own/llama", "vllm", OPENAI_CHAT, "eu", "own", 0, 0, 79, 64_000, Set.of(SEED, STOP, SAMPLING)),
            endpoint("own/phi", "ollama", OPENAI_CHAT, "eu", "own", 0, 0, 55, 16_000, Set.of(SEED, STOP, SAMPLING)),
            embeddings("us/ada", "openai", "us", "azure"),
            embeddings("eu/ada", "azure", "eu", "azure"),
            embeddings("eu/gecko", "google", "eu", "gcp"));

    static final Catalogue CATALOGUE = new Catalogue(
            ENDPOINTS,
            List.of(new Route("all", ENDPOINTS.stream().map(Endpoint::id).toList())));

    static final Map<String, Duration> LATENCIES = Map.of(
            "own/phi", Duration.ofMillis(800),
            "us/claude", Duration.ofMillis(1_200),
            "eu/claude", Duration.ofMillis(1_300),
            "us/gpt", Duration.ofMillis(1_500),
            "eu/gpt", Duration.ofMillis(900),
            "eu/mistral", Duration.ofMillis(1_600),
            "eu/gemini", Duration.ofMillis(1_800),
            "own/llama", Duration.ofMillis(2_500));

    private SampleFleet() {}

    private static Endpoint endpoint(
            String id,
            String provider,
            WireFormat format,
            String jurisdiction,
            String domain,
            double input,
            double output,
            double score,
            int window,
            Set<Feature> features) {
        Price price = new Price(BigDecimal.valueOf(input), BigDecimal.valueOf(output));
        return Endpoint.of(id, provider, family(id), format, URI.create("https://" + provider + ".example"), price)
                .withJurisdiction(jurisdiction)
                .withFailureDomains(Set.of(domain))
                .withQuality(Quality.of(score))
                .withContextWindow(window)
                .withMaxOutput(id.equals("us/claude") || id.equals("eu/claude") ? 8_192 : 4_096)
                .withFeatures(features);
    }

    private static Endpoint embeddings(String id, String provider, String jurisdiction, String domain) {
        return endpoint(id, provider, OPENAI_CHAT, jurisdiction, domain, 0.1, 0, 50, 8_192, Set.of())
                .withOperation(Operation.EMBEDDINGS);
    }

    private static String family(String id) {
        return id.substring(id.indexOf('/') + 1);
    }
}
