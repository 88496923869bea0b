package io.tieline.replay.run;

import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Price;
import io.tieline.routing.Route;
import io.tieline.routing.Tenant;
import io.tieline.routing.WireFormat;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One endpoint in the eu and one in the us; acme may go anywhere, and eve no further than the eu. */
final class Fleet {
    static final String EU = "eu/gpt";
    static final String US = "us/gpt";

    static final Catalogue CATALOGUE = new Catalogue(
            List.of(endpoint(EU, "eu"), endpoint(US, "us")),
            List.of(new Route("summarize", List.of(EU, US)), new Route("abroad", List.of(US))),
            List.of(tenant("acme", Set.of(), null), tenant("eve", Set.of("eu"), Set.of("summarize", "abroad"))));

    private Fleet() {}

    private static Endpoint endpoint(String id, String jurisdiction) {
        return Endpoint.of(
                        id,
                        id.substring(0, 2),
                        "gpt",
                        WireFormat.OPENAI_CHAT,
                        URI.create("http://127.0.0.1:1"),
                        new Price(BigDecimal.ONE, BigDecimal.TWO))
                .withJurisdiction(jurisdiction);
    }

    private static Tenant tenant(String name, Set<String> jurisdictions, @Nullable Set<String> routes) {
        return new Tenant(name, routes, null, jurisdictions, null, 1, null);
    }
}
