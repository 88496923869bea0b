package io.tieline.dispatcher;

import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Limits;
import io.tieline.routing.Price;
import io.tieline.routing.Route;
import io.tieline.routing.WireFormat;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Endpoints and catalogues for tests. A token read costs one micro-dollar, a token generated two. */
public final class Endpoints {
    private Endpoints() {}

    public static Endpoint endpoint(String id) {
        return endpoint(id, 100, Duration.ofSeconds(30));
    }

    public static Endpoint endpoint(String id, int concurrency, Duration timeout) {
        return Endpoint.of(
                        id,
                        "provider-of-" + id,
                        "model-of-" + id,
                        WireFormat.OPENAI_CHAT,
                        URI.create("http://127.0.0.1"),
                        new Price(BigDecimal.ONE, BigDecimal.TWO))
                .withLimits(new Limits(null, null, concurrency))
                .withTimeout(timeout);
    }

    /** The same, and an endpoint of another route that always works: an outage of these is no outage of all. */
    public static Catalogue catalogueAmongOthers(Endpoint... endpoints) {
        Catalogue catalogue = catalogue(endpoints);
        return new Catalogue(
                Stream.concat(catalogue.endpoints().stream(), Stream.of(endpoint("elsewhere")))
                        .toList(),
                Stream.concat(catalogue.routes().stream(), Stream.of(new Route("other", List.of("elsewhere"))))
                        .toList());
    }

    /** These endpoints, and a route {@code summarize} that prefers them in this order. */
    public static Catalogue catalogue(Endpoint... endpoints) {
        List<String> ids = Stream.of(endpoints).map(Endpoint::id).toList();
        return new Catalogue(List.of(endpoints), List.of(new Route("summarize", ids)));
    }
}
