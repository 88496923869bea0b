package io.tieline.sim.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.wire.CallContext;
import io.tieline.sim.wire.Conversation;
import io.tieline.sim.wire.Feature;
import io.tieline.sim.wire.Inbound;
import io.tieline.sim.wire.Json;
import io.tieline.sim.wire.Parsed;
import io.tieline.sim.wire.Reply;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks a chat completion request as OpenAI does. */
final class OpenAiRequest {
    private static final List<String> LIMITS = List.of("max_completion_tokens", "max_tokens");

    private final OpenAiErrors errors;
    private final OpenAiMessages messages;
    private final OpenAiTools tools;
    private final OpenAiFormat format;
    private final List<Check> checks;

    OpenAiRequest(OpenAiErrors errors) {
        this.errors = errors;
        messages = new OpenAiMessages(errors);
        tools = new OpenAiTools(errors);
        format = new OpenAiFormat(errors);
        OpenAiFields fields = new OpenAiFields(errors);
        checks = List.of(
                fields::check,
                this::model,
                messages::check,
                this::limits,
                this::temperature,
                this::stream,
                tools::check,
                format::check);
    }

    /** One rule; null where the body keeps it. */
    private interface Check {
        @Nullable
        Reply apply(CallContext context, JsonNode body);
    }

    /** Parses a call whose key was right. */
    Parsed parse(CallContext context, byte[] bytes) {
        Optional<JsonNode> body = Json.object(bytes);
        if (body.isEmpty()) {
            return new Parsed.Refused(errors.noJson(context));
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
        messages.read(body.path("messages"), conversation);
        conversation.tools(OpenAiTools.use(body), body.path("tools"));
        conversation.schema(OpenAiFormat.schema(body));
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
        return new Parsed.Asked(conversation.prompt(Math.min(limit, room)));
    }

    /** The refusal of a call without the right key; null where it has it. */
    @Nullable
    Reply key(CallContext context, Inbound call) {
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
            return errors.wrongType(context, "model", "a string", model);
        }
        String name = model.textValue();
        if (!name.equals(context.endpoint().model())) {
            return errors.unknownModel(context, name);
        }
        return context.endpoint().can(Feature.CHAT) ? null : errors.noChat(context);
    }

    private @Nullable Reply limits(CallContext context, JsonNode body) {
        for (String name : LIMITS) {
            JsonNode limit = body.path(name);
            if (limit.isMissingNode() || limit.isNull()) {
                continue;
            }
            if (!limit.isInt()) {
                return errors.wrongType(context, name, "an integer", limit);
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
            return errors.wrongType(context, "temperature", "a decimal", temperature);
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
}
