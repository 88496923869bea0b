package io.tieline.sim.wire;

import io.tieline.sim.limit.Limits;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One simulated endpoint.
 *
 * @param id such as {@code anthropic/claude-3-5-sonnet}
 * @param format dialect it speaks
 * @param model the one model it serves; calls for another get the provider's "no such model"
 * @param latency mean time that an answer takes, 0 or more; errors come at once
 * @param jitter how far latency spreads to either side, as a fraction of it, 0 to 1
 * @param apiKey the one key it takes; null: it takes any, and none
 * @param contextWindow most tokens of input and output together
 * @param limits what it takes in a minute, in real time
 * @param features what it can do; a request for anything else is refused
 * @param fields which request fields it takes; only of consequence in OpenAI's format
 * @param cachedShare which part of a chat's input it says it had in its cache, 0 to 1
 */
public record SimEndpoint(
        String id,
        WireFormat format,
        String model,
        Duration latency,
        double jitter,
        @Nullable String apiKey,
        int contextWindow,
        Limits limits,
        Set<Feature> features,
        Fields fields,
        double cachedShare) {

    /** Mean latency of an endpoint that names none. */
    public static final Duration DEFAULT_LATENCY = Duration.ofMillis(500);

    /** Context window of an endpoint that names none. */
    public static final int DEFAULT_CONTEXT_WINDOW = 128_000;

    public SimEndpoint {
        require(id.matches("[a-zA-Z0-9][a-zA-Z0-9._/:-]{0,199}"), "id", id, "1 to 200 letters, digits and ._/:-");
        require(!model.isBlank(), "model", model, "a name");
        require(!latency.isNegative(), "latency", latency, "0 or longer");
        require(jitter >= 0 && jitter <= 1, "jitter", jitter, "0 to 1");
        require(apiKey == null || !apiKey.isBlank(), "apiKey", "blank", "a key, or null for none");
        require(contextWindow > 0, "contextWindow", contextWindow, "1 token or more");
        require(cachedShare >= 0 && cachedShare <= 1, "cachedShare", cachedShare, "0 to 1");
        features = Set.copyOf(features);
    }

    /**
     * An endpoint that wants no key, can do everything and has no limits, with the default latency, no jitter and the
     * default context window.
     */
    public static SimEndpoint of(String id, WireFormat format, String model) {
        return new SimEndpoint(
                id,
                format,
                model,
                DEFAULT_LATENCY,
                0,
                null,
                DEFAULT_CONTEXT_WINDOW,
                Limits.NONE,
                EnumSet.allOf(Feature.class),
                Fields.OPENAI,
                0);
    }

    public SimEndpoint withLatency(Duration newLatency, double newJitter) {
        return new SimEndpoint(
                id, format, model, newLatency, newJitter, apiKey, contextWindow, limits, features, fields, cachedShare);
    }

    public SimEndpoint withApiKey(String newApiKey) {
        return new SimEndpoint(
                id, format, model, latency, jitter, newApiKey, contextWindow, limits, features, fields, cachedShare);
    }

    public SimEndpoint withContextWindow(int newContextWindow) {
        return new SimEndpoint(
                id, format, model, latency, jitter, apiKey, newContextWindow, limits, features, fields, cachedShare);
    }

    public SimEndpoint withLimits(Limits newLimits) {
        return new SimEndpoint(
                id, format, model, latency, jitter, apiKey, contextWindow, newLimits, features, fields, cachedShare);
    }

    /** With these features only. */
    public SimEndpoint withFeatures(Set<Feature> newFeatures) {
        return new SimEndpoint(
                id, format, model, latency, jitter, apiKey, contextWindow, limits, newFeatures, fields, cachedShare);
    }

    /** With all its features but this one. */
    public SimEndpoint without(Feature feature) {
        Set<Feature> rest = new HashSet<>(features);
        rest.remove(feature);
        return withFeatures(rest);
    }

    public SimEndpoint withFields(Fields newFields) {
        return new SimEndpoint(
                id, format, model, latency, jitter, apiKey, contextWindow, limits, features, newFields, cachedShare);
    }

    public SimEndpoint withCachedShare(double newCachedShare) {
        return new SimEndpoint(
                id, format, model, latency, jitter, apiKey, contextWindow, limits, features, fields, newCachedShare);
    }

    public boolean can(Feature feature) {
        return features.contains(feature);
    }

    /** How many of so many tokens of a chat's input were in the cache. */
    public int cachedOf(int inputTokens) {
        return (int) (inputTokens * cachedShare);
    }

    /** The id as one segment of a path: all but letters, digits, dots and dashes becomes a dash. */
    public String slug() {
        return id.replaceAll("[^a-zA-Z0-9.-]", "-");
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "SimEndpoint[" + id + ", " + format + ", " + model + "]";
    }

    private static void require(boolean holds, String field, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException("endpoint " + field + " is '" + value + "', allowed: " + allowed);
        }
    }
}
