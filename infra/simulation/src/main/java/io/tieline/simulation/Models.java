package io.tieline.simulation;

import io.tieline.routing.Endpoint;
import io.tieline.routing.Price;
import io.tieline.routing.Quality;
import io.tieline.routing.WireFormat;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The six models that the embedded stack has too, with their mean latencies as published in mid-2026. */
final class Models {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static final List<Model> MODELS = List.of(
            new Model("anthropic", "claude-3-5-sonnet", "3.00", 88.3, 1_200, "aws"),
            new Model("openai", "gpt-4o", "5.00", 88.7, 1_500, "azure"),
            new Model("google", "gemini-1.5-pro", "3.50", 86.4, 1_800, "gcp"),
            new Model("mistral", "mistral-large-2", "2.00", 84.0, 1_600, "scaleway"),
            new Model("vllm", "llama-3.1-70b", "0.50", 82.0, 2_500, "own-datacentre"),
            new Model("ollama", "phi-3-medium", "0.10", 69.0, 800, "own-datacentre"));

    private record Model(
            String provider, String name, String price, double quality, long latencyMillis, String domain) {
        Endpoint endpoint() {
            BigDecimal usdPerMillion = new BigDecimal(price);
            return Endpoint.of(
                            provider + "/" + name,
                            provider,
                            name,
                            WireFormat.OPENAI_CHAT,
                            URI.create("http://127.0.0.1"),
                            new Price(usdPerMillion, usdPerMillion))
                    .withQuality(Quality.of(quality))
                    .withTimeout(TIMEOUT)
                    .withFailureDomains(Set.of(domain));
        }
    }

    private Models() {}

    static List<Endpoint> endpoints() {
        return MODELS.stream().map(Model::endpoint).toList();
    }

    static Map<String, Duration> latencies() {
        return MODELS.stream()
                .collect(Collectors.toMap(
                        model -> model.endpoint().id(), model -> Duration.ofMillis(model.latencyMillis())));
    }

    /** A route for each endpoint that prefers it, and then the others by quality: so each of them has traffic. */
    static List<List<Endpoint>> routes() {
        List<Endpoint> byQuality = endpoints().stream()
                .sorted(Comparator.comparingDouble(
                                (Endpoint endpoint) -> endpoint.quality().score())
                        .reversed())
                .toList();
        List<List<Endpoint>> routes = new ArrayList<>();
        for (Endpoint first : endpoints()) {
            List<Endpoint> route = new ArrayList<>(List.of(first));
            byQuality.stream().filter(other -> !other.equals(first)).forEach(route::add);
            routes.add(route);
        }
        return routes;
    }
}
