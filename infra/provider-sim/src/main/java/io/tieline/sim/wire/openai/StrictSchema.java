package io.tieline.sim.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What OpenAI asks of a schema that is to be kept strictly: closed objects, all of whose properties are required. */
final class StrictSchema {
    private StrictSchema() {}

    /** What is wrong with it, and where; null for nothing. */
    static @Nullable String problem(JsonNode schema) {
        return problem(schema, "");
    }

    private static @Nullable String problem(JsonNode schema, String path) {
        boolean closed = schema.path("additionalProperties").isBoolean()
                && !schema.path("additionalProperties").booleanValue();
        if (schema.path("type").asText().equals("object") && !closed) {
            return "In context=(" + path + "), 'additionalProperties' is required to be supplied and to be false.";
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            if (!contains(schema.path("required"), property.getKey())) {
                return "In context=(" + path
                        + "), 'required' is required to be supplied and to be an array including every"
                        + " key in properties. Missing '" + property.getKey() + "'.";
            }
        }
        for (Map.Entry<String, JsonNode> entry : schema.properties()) {
            String problem = isData(entry.getKey()) ? null : within(entry.getValue(), path, entry.getKey());
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    /** What holds values, not schemas. */
    private static boolean isData(String key) {
        return key.equals("enum") || key.equals("const") || key.equals("default") || key.equals("examples");
    }

    private static @Nullable String within(JsonNode value, String path, String key) {
        String at = path.isEmpty() ? "'" + key + "'" : path + ", '" + key + "'";
        if (key.equals("properties") || key.equals("$defs") || key.equals("definitions")) {
            for (Map.Entry<String, JsonNode> each : value.properties()) {
                String problem = problem(each.getValue(), at + ", '" + each.getKey() + "'");
                if (problem != null) {
                    return problem;
                }
            }
            return null;
        }
        if (value.isObject()) {
            return problem(value, at);
        }
        for (int i = 0; i < value.size(); i++) {
            String problem = problem(value.get(i), at + ", '" + i + "'");
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static boolean contains(JsonNode array, String text) {
        for (JsonNode each : array) {
            if (each.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }
}
