package io.tieline.sim.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.wire.Feature;
import io.tieline.sim.wire.SimEndpoint;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks and reads the asked output format: {@code output_config.format}, or {@code output_format} as its beta had it. */
final class AnthropicFormat {
    private static final Set<String> CONFIG_FIELDS = Set.of("effort", "format", "task_budget");

    private AnthropicFormat() {}

    static @Nullable String check(SimEndpoint endpoint, JsonNode body) {
        for (Iterator<String> names = body.path("output_config").fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!CONFIG_FIELDS.contains(name)) {
                return "output_config." + name + ": Extra inputs are not permitted";
            }
        }
        JsonNode format = format(body);
        if (format.isMissingNode() || format.isNull()) {
            return null;
        }
        String at = body.path("output_config").has("format") ? "output_config.format" : "output_format";
        if (!endpoint.can(Feature.JSON_SCHEMA)) {
            return "'" + endpoint.model() + "' does not support output format.";
        }
        if (!format.path("type").asText().equals("json_schema")) {
            return at + ".type: Input should be 'json_schema'";
        }
        if (!format.path("schema").isObject()) {
            return at + ".schema: Field required";
        }
        return hasOpenObject(format.path("schema"))
                ? at + ".schema: For 'object' type, 'additionalProperties' must be explicitly set to false"
                : null;
    }

    /** The schema of the answer; null where it is plain text. */
    static @Nullable JsonNode schema(JsonNode body) {
        JsonNode schema = format(body).path("schema");
        return schema.isObject() ? schema : null;
    }

    private static JsonNode format(JsonNode body) {
        JsonNode config = body.path("output_config");
        return config.has("format") ? config.path("format") : body.path("output_format");
    }

    private static boolean hasOpenObject(JsonNode schema) {
        JsonNode more = schema.path("additionalProperties");
        boolean closed = more.isBoolean() && !more.booleanValue();
        if (schema.path("type").asText().equals("object") && !closed) {
            return true;
        }
        for (JsonNode child : schema) {
            if (child.isContainerNode() && hasOpenObject(child)) {
                return true;
            }
        }
        return false;
    }
}
