package io.tieline.sim.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.wire.CallContext;
import io.tieline.sim.wire.Feature;
import io.tieline.sim.wire.Json;
import io.tieline.sim.wire.Reply;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks and reads the {@code response_format} of a chat completion request. */
final class OpenAiFormat {
    private final OpenAiErrors errors;

    OpenAiFormat(OpenAiErrors errors) {
        this.errors = errors;
    }

    @Nullable
    Reply check(CallContext context, JsonNode body) {
        JsonNode format = body.path("response_format");
        if (format.isMissingNode() || format.isNull()) {
            return null;
        }
        String type = format.path("type").asText();
        return switch (type) {
            case "text" -> null;
            case "json_object" -> saysJson(context, body.path("messages"));
            case "json_schema" -> jsonSchema(context, format.path("json_schema"));
            default ->
                errors.invalid(
                        context,
                        "response_format.type",
                        "invalid_value",
                        "Invalid value: '" + type
                                + "'. Supported values are: 'json_object', 'json_schema', and 'text'.");
        };
    }

    /** The schema of the answer; null where it is plain text. */
    static @Nullable JsonNode schema(JsonNode body) {
        JsonNode format = body.path("response_format");
        return switch (format.path("type").asText()) {
            case "json_schema" -> format.path("json_schema").path("schema");
            case "json_object" -> {
                var any = Json.object().put("type", "object");
                any.putObject("properties").putObject("answer").put("type", "string");
                yield any;
            }
            default -> null;
        };
    }

    private @Nullable Reply saysJson(CallContext context, JsonNode messages) {
        boolean said = messages.toString().toLowerCase(Locale.ROOT).contains("json");
        return said
                ? null
                : errors.invalid(
                        context,
                        "messages",
                        null,
                        "'messages' must contain the word 'json' in some form, to use 'response_format' of type"
                                + " 'json_object'.");
    }

    private @Nullable Reply jsonSchema(CallContext context, JsonNode spec) {
        if (!context.endpoint().can(Feature.JSON_SCHEMA)) {
            return errors.invalid(
                    context,
                    "response_format",
                    null,
                    "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.");
        }
        if (!spec.isObject()) {
            return errors.missing(context, "response_format.json_schema");
        }
        JsonNode name = spec.path("name");
        if (!name.isTextual()) {
            return errors.missing(context, "response_format.json_schema.name");
        }
        if (!spec.path("schema").isObject()) {
            return errors.missing(context, "response_format.json_schema.schema");
        }
        String loose = spec.path("strict").asBoolean() ? StrictSchema.problem(spec.path("schema")) : null;
        return loose == null
                ? null
                : errors.invalid(
                        context,
                        "response_format",
                        null,
                        "Invalid schema for response_format '" + name.textValue() + "': " + loose);
    }
}
