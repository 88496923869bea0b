package io.tieline.routing;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Endpoints and moments for tests. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Price PRICE = new Price(BigDecimal.ONE, BigDecimal.TWO);

    private Samples() {}

    static Endpoint endpoint(String id) {
        return endpoint(id, 128_000);
    }

    static Endpoint endpoint(String id, int contextWindow) {
        return endpoint(id, contextWindow, Duration.ofMinutes(2));
    }

    static Endpoint endpoint(String id, int contextWindow, Duration timeout) {
        return Endpoint.of(
                        id, "provider-of-" + id, "large", WireFormat.OPENAI_CHAT, URI.create("http://127.0.0.1"), PRICE)
                .withContextWindow(contextWindow)
                .withTimeout(timeout);
    }

    static Catalogue catalogue(List<String> endpoints, Route... routes) {
        return new Catalogue(endpoints.stream().map(Samples::endpoint).toList(), List.of(routes));
    }
}
