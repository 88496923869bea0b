package io.tieline.sim.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.wire.CallContext;
import io.tieline.sim.wire.Conversation;
import io.tieline.sim.wire.Inbound;
import io.tieline.sim.wire.Json;
import io.tieline.sim.wire.Parsed;
import io.tieline.sim.wire.Reply;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Checks a generateContent request as Gemini does: field by field, as protobuf's JSON reader would. */
final class GeminiRequest {
    private static final String BODY_TYPE = "GenerateContentRequest";
    private static final Set<String> FIELDS = Set.of(
            "model",
            "contents",
            "systemInstruction",
            "system_instruction",
            "generationConfig",
            "generation_config",
            "safetySettings",
            "safety_settings",
            "tools",
            "toolConfig",
            "tool_config",
            "cachedContent",
            "cached_content",
            "labels",
            "serviceTier",
            "service_tier",
            "store");

    private final GeminiErrors errors;
    private final List<Function<JsonNode, @Nullable Reply>> checks =
            List.of(this::fields, this::contents, this::maxTokens, this::temperature);

    GeminiRequest(GeminiErrors errors) {
        this.errors = errors;
    }

    Parsed parse(CallContext context, Inbound call) {
        Reply unauthorized = key(context, call);
        if (unauthorized != null) {
            return new Parsed.Refused(unauthorized);
        }
        String model = GeminiWire.model(call.path());
        if (!model.equals(context.endpoint().model())) {
            return new Parsed.Refused(errors.unknownModel(model));
        }
        Optional<JsonNode> body = Json.object(call.body());
        if (body.isEmpty()) {
            return new Parsed.Refused(errors.invalid("Invalid JSON payload received. Unexpected token."));
        }
        for (Function<JsonNode, @Nullable Reply> check : checks) {
            Reply refusal = check.apply(body.get());
            if (refusal != null) {
                return new Parsed.Refused(refusal);
            }
        }
        return prompt(context, body.get());
    }

    private Parsed prompt(CallContext context, JsonNode body) {
        Conversation conversation = new Conversation();
        JsonNode system = either(body, "systemInstruction", "system_instruction");
        if (!system.isMissingNode()) {
            conversation.add(false, system.path("parts"));
        }
        for (JsonNode content : body.path("contents")) {
            conversation.add(!content.path("role").asText().equals("model"), content.path("parts"));
        }
        int window = context.endpoint().contextWindow();
        if (conversation.tokens() > window) {
            return new Parsed.Refused(errors.tooLong(context, conversation.tokens()));
        }
        // Gemini counts input and output apart: only the input is held against the window.
        return conversation.prompt(limit(body).asInt(window));
    }

    private @Nullable Reply key(CallContext context, Inbound call) {
        String expected = context.endpoint().apiKey();
        if (expected == null) {
            return null;
        }
        String inHeader = call.header().apply("x-goog-api-key");
        String given = inHeader != null ? inHeader : call.query().apply("key");
        if (given == null) {
            return errors.missingKey();
        }
        return given.equals(expected) ? null : errors.wrongKey();
    }

    private @Nullable Reply fields(JsonNode body) {
        for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                return errors.invalidField(
                        "", "Invalid JSON payload received. Unknown name \"" + name + "\": Cannot find field.");
            }
        }
        return null;
    }

    private @Nullable Reply contents(JsonNode body) {
        JsonNode contents = body.path("contents");
        if (contents.isMissingNode() || contents.isNull() || (contents.isArray() && contents.isEmpty())) {
            return errors.invalid("* " + BODY_TYPE + ".contents: contents is not specified\n");
        }
        if (!contents.isArray()) {
            return wrongValue("contents", "type.googleapis.com/google.ai.generativelanguage.v1beta.Content", contents);
        }
        for (int i = 0; i < contents.size(); i++) {
            Reply refusal = content(i, contents.get(i));
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private @Nullable Reply content(int index, JsonNode content) {
        String at = "contents[" + index + "]";
        if (!content.isObject()) {
            return wrongValue(at, "type.googleapis.com/google.ai.generativelanguage.v1beta.Content", content);
        }
        if (!content.path("parts").isArray() || content.path("parts").isEmpty()) {
            return errors.invalid("* " + BODY_TYPE + "." + at + ".parts: contents.parts must not be empty.\n");
        }
        JsonNode role = content.path("role");
        if (role.isMissingNode() || Set.of("user", "model", "function").contains(role.asText())) {
            return null;
        }
        return errors.invalid("Please use a valid role: user, model.");
    }

    private @Nullable Reply maxTokens(JsonNode body) {
        JsonNode limit = limit(body);
        if (limit.isMissingNode() || limit.isNull()) {
            return null;
        }
        if (!limit.isInt()) {
            return wrongValue("generation_config.max_output_tokens", "TYPE_INT32", limit);
        }
        return limit.intValue() >= 1 ? null : errors.invalid("max_output_tokens must be positive.");
    }

    private @Nullable Reply temperature(JsonNode body) {
        JsonNode temperature = config(body).path("temperature");
        if (temperature.isMissingNode() || temperature.isNull()) {
            return null;
        }
        if (!temperature.isNumber()) {
            return wrongValue("generation_config.temperature", "TYPE_FLOAT", temperature);
        }
        double value = temperature.doubleValue();
        return value >= 0 && value <= 2
                ? null
                : errors.invalid("* " + BODY_TYPE + ".generation_config.temperature: temperature must be in the range"
                        + " [0.0, 2.0].\n");
    }

    private Reply wrongValue(String field, String type, JsonNode value) {
        return errors.invalidField(field, "Invalid value at '" + field + "' (" + type + "), " + value);
    }

    private static JsonNode limit(JsonNode body) {
        return either(config(body), "maxOutputTokens", "max_output_tokens");
    }

    private static JsonNode config(JsonNode body) {
        return either(body, "generationConfig", "generation_config");
    }

    private static JsonNode either(JsonNode body, String camel, String snake) {
        return body.has(camel) ? body.path(camel) : body.path(snake);
    }
}
