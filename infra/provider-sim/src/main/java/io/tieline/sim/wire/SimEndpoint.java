package io.tieline.sim.wire;

import java.time.Duration;
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
 */
public record SimEndpoint(
        String id,
        WireFormat format,
        String model,
        Duration latency,
        double jitter,
        @Nullable String apiKey,
        int contextWindow) {

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
    }

    /** An endpoint that wants no key, with the default latency, no jitter and the default context window. */
    public static SimEndpoint of(String id, WireFormat format, String model) {
        return new SimEndpoint(id, format, model, DEFAULT_LATENCY, 0, null, DEFAULT_CONTEXT_WINDOW);
    }

    public SimEndpoint withLatency(Duration newLatency, double newJitter) {
        return new SimEndpoint(id, format, model, newLatency, newJitter, apiKey, contextWindow);
    }

    public SimEndpoint withApiKey(String newApiKey) {
        return new SimEndpoint(id, format, model, latency, jitter, newApiKey, contextWindow);
    }

    public SimEndpoint withContextWindow(int newContextWindow) {
        return new SimEndpoint(id, format, model, latency, jitter, apiKey, newContextWindow);
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
