package io.tieline.sim.limit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.sim.json.StrictObject;
import io.tieline.sim.json.TimeSpan;
import java.util.Set;

/**
 * Limits and usage in JSON; limits are read strictly: {@code {"endpoint": "a", "requestsPerMinute": 600, "tokensPerMinute":
 * 100000, "burst": "5s"}}. Only {@code endpoint} must be there; a limit that isn't is none.
 */
public final class LimitJson {
    private static final Set<String> KEYS = Set.of("endpoint", "requestsPerMinute", "tokensPerMinute", "burst");

    private LimitJson() {}

    /** Limits that an endpoint shall have from now on. */
    public record Change(String endpoint, Limits limits) {}

    /**
     * Reads a change.
     *
     * @throws IllegalArgumentException if it is none; the message names the key, its value and what is allowed
     */
    public static Change read(byte[] body) {
        StrictObject json = StrictObject.read(body, "the limits of one endpoint");
        json.allow("limits", KEYS);
        return new Change(
                json.required("endpoint", "the id of one"),
                new Limits(
                        perMinute(json, "requestsPerMinute"),
                        perMinute(json, "tokensPerMinute"),
                        json.time("burst").orElse(Limits.DEFAULT_BURST)));
    }

    private static int perMinute(StrictObject json, String key) {
        long value = json.whole(key).orElse(0L);
        if (value != (int) value) {
            throw new IllegalArgumentException(key + " is '" + value + "', allowed: 0 to " + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    public static ObjectNode write(String endpoint, Limits limits) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("endpoint", endpoint)
                .put("requestsPerMinute", limits.requestsPerMinute())
                .put("tokensPerMinute", limits.tokensPerMinute())
                .put("burst", TimeSpan.format(limits.burst()));
    }

    public static ObjectNode write(Usage usage) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("second", usage.second().toString())
                .put("accepted", usage.accepted())
                .put("refused", usage.refused())
                .put("tokens", usage.tokens());
    }
}
