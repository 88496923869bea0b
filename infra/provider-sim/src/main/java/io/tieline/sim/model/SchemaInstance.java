package io.tieline.sim.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes a simple value that matches a JSON schema, also one in Gemini's words with its types in capitals. Of the keywords
 * it keeps {@code type}, {@code enum}, {@code const}, {@code properties}, {@code required}, {@code items},
 * {@code prefixItems}, {@code minItems}, {@code maxItems}, {@code anyOf}, {@code oneOf}, {@code allOf}, {@code $ref} within
 * the schema, and the bounds of numbers and lengths and the common formats (see {@link Scalars}). It doesn't read
 * {@code pattern}, {@code not}, {@code if}, {@code uniqueItems} and whatever else there is. Pure.
 */
final class SchemaInstance {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Below this depth only what is required is made, so that most schemas that name themselves come to an end. */
    private static final int DEEP = 6;

    /** A schema that requires itself for ever has no instance; it gets a null here. */
    private static final int DEEPEST = 40;

    private final JsonNode root;
    private final String filler;

    private SchemaInstance(JsonNode root, String filler) {
        this.root = root;
        this.filler = filler;
    }

    /**
     * A value that matches.
     *
     * @param filler for texts that may be anything
     */
    static JsonNode of(JsonNode schema, String filler) {
        return new SchemaInstance(schema, filler).make(schema, 0);
    }

    /** A value that doesn't match: the one that would, but with its first member, or itself, of another kind. */
    static JsonNode broken(JsonNode schema, String filler) {
        JsonNode made = of(schema, filler);
        if (made instanceof ObjectNode object && !object.isEmpty()) {
            String first = object.fieldNames().next();
            return object.set(first, otherKind(object.get(first)));
        }
        return otherKind(made);
    }

    static ObjectNode empty() {
        return JSON.objectNode();
    }

    private static JsonNode otherKind(JsonNode made) {
        return made.isContainerNode() ? JSON.numberNode(7) : JSON.objectNode().put("unexpected", true);
    }

    private JsonNode make(JsonNode schema, int depth) {
        if (depth > DEEPEST) {
            return JSON.nullNode();
        }
        if (schema.path("$ref").isTextual()) {
            return make(referred(schema.path("$ref").textValue()), depth + 1);
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.path("enum").isArray() && !schema.path("enum").isEmpty()) {
            return schema.path("enum").get(0);
        }
        for (String key : List.of("anyOf", "oneOf")) {
            if (schema.path(key).isArray() && !schema.path(key).isEmpty()) {
                return make(merged(schema, List.of(choice(schema.path(key), depth)), key), depth + 1);
            }
        }
        if (schema.path("allOf").isArray()) {
            List<JsonNode> parts = new ArrayList<>();
            schema.path("allOf").forEach(parts::add);
            return make(merged(schema, parts, "allOf"), depth + 1);
        }
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "integer", "number" -> Scalars.number(schema, type(schema).equals("integer"));
            case "boolean" -> JSON.booleanNode(true);
            case "null" -> JSON.nullNode();
            default -> JSON.textNode(Scalars.text(schema, filler));
        };
    }

    private JsonNode referred(String reference) {
        if (reference.equals("#")) {
            return root;
        }
        return reference.startsWith("#/") ? root.at(reference.substring(1)) : JSON.missingNode();
    }

    /** The first that isn't null; deep down the first that is one, or that refers to nothing, so that it ends. */
    private static JsonNode choice(JsonNode options, int depth) {
        JsonNode first = options.get(0);
        for (JsonNode option : options) {
            boolean isNull = type(option).equals("null");
            if (depth < DEEP ? !isNull : isNull || !option.has("$ref")) {
                return option;
            }
        }
        return first;
    }

    /** The schema without the key, with what the parts say besides; of what both say, the parts' word holds. */
    private JsonNode merged(JsonNode schema, List<JsonNode> parts, String without) {
        ObjectNode merged = JSON.objectNode();
        for (Map.Entry<String, JsonNode> entry : schema.properties()) {
            if (!entry.getKey().equals(without)) {
                merged.set(entry.getKey(), entry.getValue());
            }
        }
        for (JsonNode part : parts) {
            JsonNode reference = part.path("$ref");
            add(merged, reference.isTextual() ? referred(reference.textValue()) : part);
        }
        return merged;
    }

    private static void add(ObjectNode merged, JsonNode part) {
        for (Map.Entry<String, JsonNode> entry : part.properties()) {
            String key = entry.getKey();
            JsonNode earlier = merged.path(key);
            if (key.equals("properties") && earlier.isObject()) {
                ObjectNode both = JSON.objectNode();
                earlier.properties().forEach(each -> both.set(each.getKey(), each.getValue()));
                entry.getValue().properties().forEach(each -> both.set(each.getKey(), each.getValue()));
                merged.set(key, both);
            } else if (key.equals("required") && earlier.isArray()) {
                ArrayNode both = JSON.arrayNode();
                earlier.forEach(both::add);
                entry.getValue().forEach(both::add);
                merged.set(key, both);
            } else {
                merged.set(key, entry.getValue());
            }
        }
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isTextual()) {
            return type.textValue().toLowerCase(Locale.ROOT);
        }
        for (JsonNode each : type) {
            if (!each.asText().equals("null")) {
                return each.asText();
            }
        }
        if (schema.has("properties") || schema.has("required")) {
            return "object";
        }
        return schema.has("items") || schema.has("prefixItems") ? "array" : "string";
    }

    private ObjectNode object(JsonNode schema, int depth) {
        Set<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        ObjectNode object = JSON.objectNode();
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            if (depth < DEEP || required.contains(property.getKey())) {
                object.set(property.getKey(), make(property.getValue(), depth + 1));
            }
        }
        for (String name : required) {
            if (!object.has(name)) {
                object.set(name, make(schema.path("additionalProperties"), depth + 1));
            }
        }
        return object;
    }

    private ArrayNode array(JsonNode schema, int depth) {
        ArrayNode array = JSON.arrayNode();
        schema.path("prefixItems").forEach(item -> array.add(make(item, depth + 1)));
        int least = Scalars.bound(schema, "minItems", 0);
        int most = Scalars.bound(schema, "maxItems", Integer.MAX_VALUE);
        int wanted = Math.min(most, Math.max(least, depth < DEEP && array.isEmpty() ? 1 : 0));
        while (array.size() < wanted) {
            array.add(make(schema.path("items"), depth + 1));
        }
        return array;
    }
}
