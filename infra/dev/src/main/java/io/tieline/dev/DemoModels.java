package io.tieline.dev;

import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Feature;
import io.tieline.routing.Limits;
import io.tieline.routing.Price;
import io.tieline.routing.Quality;
import io.tieline.routing.Route;
import io.tieline.schemas.avro.Operation;
import io.tieline.sim.wire.Fields;
import io.tieline.sim.wire.SimEndpoint;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The models of the embedded stack, as published in mid-2026: prices for input tokens, MMLU scores as quality, mean
 * latencies. Output tokens are priced at four times the input, the usual ratio where the source names none. Six of them
 * chat, one makes vectors.
 */
public final class DemoModels {
    private static final int OUTPUT_PRICE_FACTOR = 4;
    private static final double JITTER = 0.2;
    private static final int CONTEXT_WINDOW = 128_000;

    /** Simulated providers have no limit of their own; the lane's should be the one that is met. */
    private static final int CONCURRENCY = 10_000;

    private static final List<Model> MODELS = List.of(
            new Model("anthropic", "claude-3-5-sonnet", Dialect.ANTHROPIC, "3.00", 88.3, 1_200, "us", "aws"),
            new Model("openai", "gpt-4o", Dialect.OPENAI, "5.00", 88.7, 1_500, "us", "azure"),
            new Model("google", "gemini-1.5-pro", Dialect.GEMINI, "3.50", 86.4, 1_800, "us", "gcp"),
            new Model("mistral", "mistral-large-2", Dialect.OPENAI, "2.00", 84.0, 1_600, "eu", "scaleway"),
            new Model("vllm", "llama-3.1-70b", Dialect.OPENAI, "0.50", 82.0, 2_500, "eu", "own-datacentre"),
            new Model("ollama", "phi-3-medium", Dialect.OPENAI, "0.10", 69.0, 800, "eu", "own-datacentre"));

    /** MMLU has no score for it. */
    private static final Model EMBEDDING =
            new Model("openai", "text-embedding-3-small", Dialect.OPENAI, "0.02", 0, 300, "us", "azure");

    private enum Dialect {
        OPENAI(io.tieline.routing.WireFormat.OPENAI_CHAT, io.tieline.sim.wire.WireFormat.OPENAI_CHAT),
        ANTHROPIC(io.tieline.routing.WireFormat.ANTHROPIC_MESSAGES, io.tieline.sim.wire.WireFormat.ANTHROPIC_MESSAGES),
        GEMINI(io.tieline.routing.WireFormat.GEMINI_GENERATE, io.tieline.sim.wire.WireFormat.GEMINI_GENERATE);

        private final io.tieline.routing.WireFormat ours;
        private final io.tieline.sim.wire.WireFormat simulated;

        Dialect(io.tieline.routing.WireFormat ours, io.tieline.sim.wire.WireFormat simulated) {
            this.ours = ours;
            this.simulated = simulated;
        }
    }

    private record Model(
            String provider,
            String name,
            Dialect dialect,
            String usdPerMillion,
            double quality,
            int latencyMillis,
            String jurisdiction,
            String failureDomain) {
        String id() {
            return provider + "/" + name;
        }

        /** The simulator can do what each wire format has words for. */
        private Set<Feature> features() {
            Set<Feature> all = EnumSet.allOf(Feature.class);
            if (dialect == Dialect.ANTHROPIC) {
                all.remove(Feature.SEED);
            }
            return all;
        }

        SimEndpoint simulated() {
            return SimEndpoint.of(id(), dialect.simulated, name)
                    .withLatency(Duration.ofMillis(latencyMillis), JITTER)
                    .withContextWindow(CONTEXT_WINDOW)
                    .withFields(fields());
        }

        private Fields fields() {
            return switch (provider) {
                case "mistral" -> Fields.MISTRAL;
                case "vllm", "ollama" -> Fields.ANY;
                default -> Fields.OPENAI;
            };
        }

        Endpoint endpoint(URI baseUrl) {
            BigDecimal input = new BigDecimal(usdPerMillion);
            Price price = new Price(input, input.multiply(BigDecimal.valueOf(OUTPUT_PRICE_FACTOR)));
            return Endpoint.of(id(), provider, name, dialect.ours, baseUrl, price)
                    .withQuality(Quality.of(quality))
                    .withContextWindow(CONTEXT_WINDOW)
                    .withLimits(new Limits(null, null, CONCURRENCY))
                    .withJurisdiction(jurisdiction)
                    .withTimeout(Duration.ofSeconds(30))
                    .withFeatures(features())
                    .withFailureDomains(Set.of(failureDomain));
        }
    }

    private DemoModels() {}

    /** Id of the endpoint that the routes prefer. */
    public static String primary() {
        return MODELS.getFirst().id();
    }

    static List<SimEndpoint> simulated() {
        return Stream.concat(MODELS.stream(), Stream.of(EMBEDDING))
                .map(Model::simulated)
                .toList();
    }

    /**
     * A catalogue with the route {@code summarize} over all models that chat, and {@code embed} for vectors.
     *
     * @param baseUrls where each endpoint is found, by its id
     */
    public static Catalogue catalogue(Function<String, URI> baseUrls) {
        List<Endpoint> chat = MODELS.stream()
                .map(model -> model.endpoint(baseUrls.apply(model.id())))
                .toList();
        Endpoint embedding = EMBEDDING.endpoint(baseUrls.apply(EMBEDDING.id())).withOperation(Operation.EMBEDDINGS);
        return new Catalogue(
                Stream.concat(chat.stream(), Stream.of(embedding)).toList(),
                List.of(
                        new Route("summarize", chat.stream().map(Endpoint::id).toList()),
                        new Route("embed", List.of(embedding.id()))));
    }
}
