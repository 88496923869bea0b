package io.tieline.sim.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.wire.CallContext;
import io.tieline.sim.wire.Conversation;
import io.tieline.sim.wire.Inbound;
import io.tieline.sim.wire.Json;
import io.tieline.sim.wire.Parsed;
import io.tieline.sim.wire.Reply;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks a chat completion request as OpenAI does. */
final class OpenAiRequest {
    private static final Set<String> ROLES = Set.of("system", "assistant", "user", "function", "tool", "developer");
    private static final List<String> LIMITS = List.of("max_completion_tokens", "max_tokens");

    private final OpenAiErrors errors;
    private final List<Check> checks =
            List.of(this::model, this::messages, this::limits, this::temperature, this::stream);

    OpenAiRequest(OpenAiErrors errors) {
        this.errors = errors;
    }

    /** One rule; null where the body keeps it. */
    private interface Check {
        @Nullable
        Reply apply(CallContext context, JsonNode body);
    }

    Parsed parse(CallContext context, Inbound call) {
        Reply unauthorized = key(context, call);
        if (unauthorized != null) {
            return new Parsed.Refused(unauthorized);
        }
        Optional<JsonNode> body = Json.object(call.body());
        if (body.isEmpty()) {
            return new Parsed.Refused(errors.invalid(
                    context,
                    null,
                    null,
                    "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP"
                            + " library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid"
                            + " JSON.)"));
        }
        for (Check check : checks) {
            Reply refusal = check.apply(context, body.get());
            if (refusal != null) {
                return new Parsed.Refused(refusal);
            }
        }
        return prompt(context, body.get());
    }

    private Parsed prompt(CallContext context, JsonNode body) {
        Conversation conversation = new Conversation();
        for (JsonNode message : body.path("messages")) {
            conversation.add(message.path("role").textValue().equals("user"), message.path("content"));
        }
        int room = context.endpoint().contextWindow() - conversation.tokens();
        if (room < 1) {
            return new Parsed.Refused(errors.tooLong(context, conversation.tokens()));
        }
        int limit = LIMITS.stream()
                .map(body::path)
                .filter(JsonNode::isInt)
                .mapToInt(JsonNode::intValue)
                .findFirst()
                .orElse(room);
        return conversation.prompt(Math.min(limit, room));
    }

    private @Nullable Reply key(CallContext context, Inbound call) {
        String expected = context.endpoint().apiKey();
        if (expected == null) {
            return null;
        }
        String given = call.header().apply("authorization");
        if (given == null) {
            return errors.missingKey(context);
        }
        return given.equals("Bearer " + expected) ? null : errors.wrongKey(context);
    }

    private @Nullable Reply model(CallContext context, JsonNode body) {
        JsonNode model = body.path("model");
        if (model.isMissingNode() || model.isNull()) {
            return errors.invalid(context, null, null, "you must provide a model parameter");
        }
        if (!model.isTextual()) {
            return wrongType(context, "model", "a string", model);
        }
        String name = model.textValue();
        return name.equals(context.endpoint().model()) ? null : errors.unknownModel(context, name);
    }

    private @Nullable Reply messages(CallContext context, JsonNode body) {
        JsonNode messages = body.path("messages");
        if (messages.isMissingNode()) {
            return errors.invalid(
                    context, "messages", "missing_required_parameter", "Missing required parameter: 'messages'.");
        }
        if (!messages.isArray()) {
            return wrongType(context, "messages", "an array of objects", messages);
        }
        if (messages.isEmpty()) {
            return errors.invalid(
                    context,
                    "messages",
                    "empty_array",
                    "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array"
                            + " instead.");
        }
        for (int i = 0; i < messages.size(); i++) {
            Reply refusal = message(context, "messages[" + i + "]", messages.get(i));
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private @Nullable Reply message(CallContext context, String at, JsonNode message) {
        if (!message.isObject()) {
            return wrongType(context, at, "an object", message);
        }
        JsonNode role = message.path("role");
        if (role.isMissingNode()) {
            return errors.invalid(
                    context,
                    at + ".role",
                    "missing_required_parameter",
                    "Missing required parameter: '" + at + ".role'.");
        }
        if (!ROLES.contains(role.asText())) {
            return errors.invalid(
                    context,
                    at + ".role",
                    "invalid_value",
                    "Invalid value: '" + role.asText() + "'. Supported values are: 'system', 'assistant', 'user',"
                            + " 'function', 'tool', and 'developer'.");
        }
        JsonNode content = message.path("content");
        boolean mayBeAbsent = role.asText().equals("assistant");
        if (content.isTextual()
                || content.isArray()
                || (mayBeAbsent && (content.isMissingNode() || content.isNull()))) {
            return null;
        }
        return wrongType(context, at + ".content", "one of a string or array of objects", content);
    }

    private @Nullable Reply limits(CallContext context, JsonNode body) {
        for (String name : LIMITS) {
            JsonNode limit = body.path(name);
            if (limit.isMissingNode() || limit.isNull()) {
                continue;
            }
            if (!limit.isInt()) {
                return wrongType(context, name, "an integer", limit);
            }
            if (limit.intValue() < 1) {
                return errors.invalid(
                        context,
                        name,
                        "integer_below_min_value",
                        "Invalid '" + name + "': integer below minimum value. Expected a value >= 1, but got "
                                + limit.intValue() + " instead.");
            }
        }
        return null;
    }

    private @Nullable Reply temperature(CallContext context, JsonNode body) {
        JsonNode temperature = body.path("temperature");
        if (temperature.isMissingNode() || temperature.isNull()) {
            return null;
        }
        if (!temperature.isNumber()) {
            return wrongType(context, "temperature", "a decimal", temperature);
        }
        double value = temperature.doubleValue();
        if (value >= 0 && value <= 2) {
            return null;
        }
        String side = value < 0 ? "below minimum" : "above maximum";
        return errors.invalid(
                context,
                "temperature",
                value < 0 ? "decimal_below_min_value" : "decimal_above_max_value",
                "Invalid 'temperature': decimal " + side + " value. Expected a value " + (value < 0 ? ">= 0" : "<= 2")
                        + ", but got " + temperature.asText() + " instead.");
    }

    private @Nullable Reply stream(CallContext context, JsonNode body) {
        if (!body.path("stream").asBoolean()) {
            return null;
        }
        return errors.invalid(
                context,
                "stream",
                "unsupported_value",
                "Unsupported value: 'stream' does not support true with this model. Only the default (false) value is"
                        + " supported.");
    }

    private Reply wrongType(CallContext context, String param, String expected, JsonNode got) {
        return errors.invalid(
                context,
                param,
                "invalid_type",
                "Invalid type for '" + param + "': expected " + expected + ", but got " + Json.kind(got) + " instead.");
    }
}
