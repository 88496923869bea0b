package io.tieline.sim.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.wire.Reply;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks a schema in Gemini's own type, which knows part of JSON schema: {@code additionalProperties}, {@code $ref},
 * {@code const} and others are no fields of it. The fields that take JSON schema itself are not checked by this.
 */
final class GeminiSchema {
    private static final Set<String> FIELDS = Set.of(
            ("anyOf default description enum example format items maxItems maxLength maxProperties maximum minItems"
                            + " minLength minProperties minimum nullable pattern properties propertyOrdering required title"
                            + " type")
                    .split(" "));
    private static final Set<String> TYPES =
            Set.of("STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL", "TYPE_UNSPECIFIED");

    private final GeminiErrors errors;

    GeminiSchema(GeminiErrors errors) {
        this.errors = errors;
    }

    /** The refusal of a schema; null where it is fine, or missing. */
    @Nullable
    Reply check(String at, JsonNode schema) {
        Reply unknown = errors.unknownName(schema, FIELDS, at);
        if (unknown != null) {
            return unknown;
        }
        JsonNode type = schema.path("type");
        if (!type.isMissingNode() && !TYPES.contains(upper(type.asText()))) {
            return errors.wrongValue(
                    at + ".type", "type.googleapis.com/google.ai.generativelanguage.v1beta.Type", type);
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            Reply refusal = check(at + ".properties[" + property.getKey() + "]", property.getValue());
            if (refusal != null) {
                return refusal;
            }
        }
        for (JsonNode option : GeminiNames.either(schema, "anyOf")) {
            Reply refusal = check(at + ".any_of", option);
            if (refusal != null) {
                return refusal;
            }
        }
        return schema.has("items") ? check(at + ".items", schema.path("items")) : null;
    }

    private static String upper(String type) {
        return type.toUpperCase(Locale.ROOT);
    }
}
