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
            endpoint("us/claude", "anthropic", ANTHROPIC_MESSAGES, "us/aws", "3/15", 88.3, SEEDLESS)
                    .withContextWindow(200_000)
                    .withMaxOutput(8_192),
            endpoint("us/gpt", "openai", OPENAI_CHAT, "us/azure", "5/15", 88.7, ALL),
            endpoint("eu/claude", "vertex", ANTHROPIC_MESSAGES, "eu/gcp", "4/16", 88.3, SEEDLESS)
                    .withContextWindow(200_000)
                    .withMaxOutput(8_192),
            endpoint("eu/gpt", "azure", OPENAI_CHAT, "eu/azure", "6/16", 88.7, ALL),
            endpoint(
                            "eu/gemini",
                            "google",
                            GEMINI_GENERATE,
                            "eu/gcp",
                            "3.5/10",
                            86.4,
                            Set.of(TOOLS, JSON_SCHEMA, IMAGES, SEED, STOP, SAMPLING))
                    .withContextWindow(1_000_000),
            endpoint(
                            "eu/mistral",
                            "mistral",
                            OPENAI_CHAT,
                            "eu/scaleway",
                            "2/6",
                            84,
                            Set.of(TOOLS, JSON_SCHEMA, SEED, STOP, SAMPLING))
                    .withContextWindow(32_000),
            endpoint("own/llama", "vllm", OPENAI_CHAT, "eu/own", "0/0", 79, Set.of(SEED, STOP, SAMPLING))
                    .withContextWindow(64_000),
            endpoint("own/phi", "ollama", OPENAI_CHAT, "eu/own", "0/0", 55, Set.of(SEED, STOP, SAMPLING))
                    .withContextWindow(16_000),
            embeddings("us/ada", "openai", "us/azure"),
            embeddings("eu/ada", "azure", "eu/azure"),
            embeddings("eu/gecko", "google", "eu/gcp"));

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

    /**
     * An endpoint.
     *
     * @param place jurisdiction and failure domain
     * @param price of input and output, US dollars per million tokens
     */
    private static Endpoint endpoint(
            String id,
            String provider,
            WireFormat format,
            String place,
            String price,
            double score,
            Set<Feature> features) {
        List<String> where = List.of(place.split("/", -1));
        List<String> usd = List.of(price.split("/", -1));
        return Endpoint.of(
                        id,
                        provider,
                        family(id),
                        format,
                        URI.create("https://" + provider + ".example"),
                        new Price(new BigDecimal(usd.get(0)), new BigDecimal(usd.get(1))))
                .withJurisdiction(where.get(0))
                .withFailureDomains(Set.of(where.get(1)))
                .withQuality(Quality.of(score))
                .withFeatures(features);
    }

    private static Endpoint embeddings(String id, String provider, String place) {
        return endpoint(id, provider, OPENAI_CHAT, place, "0.1/0", 50, Set.of())
                .withContextWindow(8_192)
                .withOperation(Operation.EMBEDDINGS);
    }

    private static String family(String id) {
        return id.substring(id.indexOf('/') + 1);
    }
}
