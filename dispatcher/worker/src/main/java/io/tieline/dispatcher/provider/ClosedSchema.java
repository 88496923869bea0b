package io.tieline.dispatcher.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/**
 * A schema whose objects have no other fields than those that it names, for servers that take no others. Whatever matches
 * it matches the schema that it was made of. Pure.
 */
final class ClosedSchema {
    private static final String ADDITIONAL = "additionalProperties";

    /** What stands there is data, or has to match together with its siblings. */
    private static final Set<String> LEFT_ALONE = Set.of("const", "enum", "default", "examples", "allOf", "not", "if");

    private ClosedSchema() {}

    /** Reads a schema, which was found to be one before. */
    static JsonNode of(String schema) {
        JsonNode closed = Json.tree(schema);
        close(closed);
        return closed;
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object
                && "object".equals(object.path("type").textValue())) {
            JsonNode more = object.path(ADDITIONAL);
            if (more.isMissingNode() || more.isBoolean()) {
                object.put(ADDITIONAL, false);
            }
        }
        for (Map.Entry<String, JsonNode> child : node.properties()) {
            if (!LEFT_ALONE.contains(child.getKey())) {
                close(child.getValue());
            }
        }
        if (node.isArray()) {
            node.forEach(ClosedSchema::close);
        }
    }
}
