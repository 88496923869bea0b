package io.tieline.systemtests.backend;

import io.tieline.dev.ConfigFile;
import io.tieline.dev.DemoModels;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Limits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * The catalogue that faults are tried with: the models of the embedded stack, and for each of them a route that prefers it,
 * so that what befalls one leaves the others as they were.
 */
public final class TestCatalogue {
    /** One may be called only in the EU, one has little room, one is like any other. */
    private static final String TENANTS = """
            tenants:
              - name: bound
                jurisdictions: [eu]
              - name: '*'
            """;

    /** Name of the route that none but endpoints in the EU serve. */
    public static final String EUROPE = "europe";

    private static final List<String> EUROPEANS =
            List.of("mistral/mistral-large-2", "vllm/llama-3.1-70b", "ollama/phi-3-medium");

    /** Name of the route that one endpoint alone serves, which takes few calls at a time. */
    public static final String NARROW = "narrow";

    /** Another account of the same provider, as it were. */
    private static final String WITH_LITTLE_ROOM = "vllm/llama-3.1-70b";

    /** Some eighty a second, with two dispatchers. */
    private static final int LITTLE_ROOM = 10;

    private TestCatalogue() {}

    /** Ids of the endpoints in the EU. */
    public static List<String> europeans() {
        return EUROPEANS;
    }

    /** Ids of the endpoints that chat, in the order of the route {@code summarize}. */
    public static List<String> endpoints() {
        Catalogue catalogue = DemoModels.catalogue(id -> URI.create("http://127.0.0.1"));
        return catalogue.route("summarize").orElseThrow().candidates();
    }

    /** The route that prefers an endpoint, and has all others behind it. */
    public static String routeOf(String endpoint) {
        return "first-" + endpoint.replace('/', '-');
    }

    /**
     * Writes it.
     *
     * @param baseUrls where each endpoint is found, by its id
     */
    public static Path write(Path file, Function<String, URI> baseUrls) throws IOException {
        Catalogue usual = DemoModels.catalogue(baseUrls);
        List<Endpoint> endpoints = new ArrayList<>(usual.endpoints());
        endpoints.add(narrow(usual.endpoint(WITH_LITTLE_ROOM).orElseThrow()));
        ConfigFile.write(file, new Catalogue(endpoints, usual.routes()));
        StringBuilder more = new StringBuilder();
        more.append(route(EUROPE, EUROPEANS));
        more.append(route(NARROW, List.of(NARROW)));
        for (String endpoint : endpoints()) {
            List<String> candidates = new ArrayList<>(endpoints());
            Collections.swap(candidates, 0, candidates.indexOf(endpoint));
            more.append(route(routeOf(endpoint), candidates));
        }
        return Files.writeString(file, Files.readString(file) + more + TENANTS);
    }

    private static Endpoint narrow(Endpoint like) {
        return Endpoint.of(NARROW, like.provider(), like.model(), like.format(), like.baseUrl(), like.price())
                .withLimits(new Limits(null, null, LITTLE_ROOM));
    }

    private static String route(String name, List<String> candidates) {
        return "  - name: " + name + "\n    candidates: " + candidates + "\n";
    }
}
