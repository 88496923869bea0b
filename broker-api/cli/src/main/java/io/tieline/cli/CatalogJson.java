package io.tieline.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.routing.Budget;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Limits;
import io.tieline.routing.Plan.Candidate;
import io.tieline.routing.Price;
import io.tieline.routing.Route;
import io.tieline.routing.SecretRef;
import io.tieline.routing.Tenant;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A catalogue as JSON, in the words of the file; lengths of time are in milliseconds. */
final class CatalogJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private CatalogJson() {}

    static ObjectNode all(Catalogue catalogue) {
        ObjectNode json = NODES.objectNode();
        ArrayNode endpoints = json.putArray("endpoints");
        catalogue.endpoints().forEach(endpoint -> endpoints.add(endpoint(endpoint)));
        ArrayNode routes = json.putArray("routes");
        catalogue.routes().forEach(route -> routes.add(route(catalogue, route)));
        ArrayNode tenants = json.putArray("tenants");
        catalogue.tenants().forEach(tenant -> tenants.add(tenant(tenant)));
        return json;
    }

    private static ObjectNode endpoint(Endpoint endpoint) {
        ObjectNode json = NODES.objectNode()
                .put("id", endpoint.id())
                .put("provider", endpoint.provider())
                .put("model", endpoint.model())
                .put("family", endpoint.family())
                .put("operation", word(endpoint.operation()))
                .put("format", word(endpoint.format()))
                .put("base-url", endpoint.baseUrl().toString())
                .put("region", endpoint.region())
                .put("jurisdiction", endpoint.jurisdiction());
        json.set("auth", auth(endpoint.auth()));
        json.set("failure-domains", words(endpoint.failureDomains()));
        json.set("price", price(endpoint.price()));
        json.putObject("quality")
                .put("tier", word(endpoint.quality().tier()))
                .put("score", endpoint.quality().score());
        json.put("context-window", endpoint.contextWindow()).put("max-output", endpoint.maxOutput());
        json.set(
                "features",
                words(endpoint.features().stream().map(CatalogJson::word).toList()));
        json.set("limits", limits(endpoint.limits()));
        return json.put("timeout-millis", endpoint.timeout().toMillis());
    }

    /** Where the key is found; null: none is wanted. */
    private static @Nullable ObjectNode auth(@Nullable SecretRef auth) {
        if (auth == null) {
            return null;
        }
        ObjectNode json = NODES.objectNode();
        return auth.env() != null ? json.put("env", auth.env()) : json.put("file", auth.file());
    }

    private static ObjectNode price(Price price) {
        return NODES.objectNode()
                .put("input-usd-per-million", price.inputUsdPerMillion())
                .put("output-usd-per-million", price.outputUsdPerMillion())
                .put("cached-input-usd-per-million", price.cachedInputUsdPerMillion());
    }

    private static ObjectNode limits(Limits limits) {
        return NODES.objectNode()
                .put("requests-per-minute", limits.requestsPerMinute())
                .put("tokens-per-minute", limits.tokensPerMinute())
                .put("concurrency", limits.concurrency());
    }

    /** Its candidates stand in the order in which they are asked. */
    static ObjectNode route(Catalogue catalogue, Route route) {
        ObjectNode json = NODES.objectNode().put("name", route.name()).put("objective", word(route.objective()));
        json.put("minimum-tier", route.minimumTier() == null ? null : word(route.minimumTier()))
                .put("degraded-allowed", route.degradedAllowed())
                .put("pinning", word(route.pinning()));
        Long hedgeAfter = route.hedgeAfter() == null ? null : route.hedgeAfter().toMillis();
        json.put("hedge-after-millis", hedgeAfter);
        ObjectNode prompts = json.putObject("prompts");
        route.prompts().forEach(prompts::put);
        json.put("style-note", route.styleNote());
        ArrayNode candidates = json.putArray("candidates");
        for (Candidate candidate : CandidateOrder.plan(catalogue, route).candidates()) {
            candidates
                    .addObject()
                    .put("endpoint", candidate.endpoint().id())
                    .put("family", candidate.endpoint().family())
                    .put("degraded", candidate.degraded());
        }
        return json;
    }

    private static ObjectNode tenant(Tenant tenant) {
        ObjectNode json = NODES.objectNode().put("name", tenant.name());
        json.set("routes", tenant.routes() == null ? null : words(tenant.routes()));
        json.set("endpoints", tenant.endpoints() == null ? null : words(tenant.endpoints()));
        json.set("jurisdictions", words(tenant.jurisdictions()));
        json.set("budget", budget(tenant.budget()));
        return json.put("weight", tenant.weight()).put("max-in-flight", tenant.maxInFlight());
    }

    private static @Nullable ObjectNode budget(@Nullable Budget budget) {
        return budget == null
                ? null
                : NODES.objectNode()
                        .put("per-day-usd", budget.perDayUsd())
                        .put("per-month-usd", budget.perMonthUsd())
                        .put("when-used-up", word(budget.whenUsedUp()));
    }

    private static ArrayNode words(Collection<String> words) {
        ArrayNode json = NODES.arrayNode();
        words.stream().sorted().forEach(json::add);
        return json;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
