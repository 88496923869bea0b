package io.tieline.sim.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.model.Tool;
import io.tieline.sim.model.ToolUse;
import io.tieline.sim.wire.CallContext;
import io.tieline.sim.wire.Feature;
import io.tieline.sim.wire.Fields;
import io.tieline.sim.wire.Json;
import io.tieline.sim.wire.Reply;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks and reads what a chat completion request says of tools: their definitions, the choice, calls and results. */
final class OpenAiTools {
    private static final Set<String> CHOICES = Set.of("none", "auto", "required");

    /** What Mistral calls it. */
    private static final String MISTRALS_REQUIRED = "any";

    private final OpenAiErrors errors;

    OpenAiTools(OpenAiErrors errors) {
        this.errors = errors;
    }

    @Nullable
    Reply check(CallContext context, JsonNode body) {
        JsonNode tools = body.path("tools");
        boolean given = !tools.isMissingNode() && !tools.isNull();
        if (given && !context.endpoint().can(Feature.TOOLS)) {
            return errors.invalid(
                    context,
                    "tools",
                    "unsupported_parameter",
                    "Unsupported parameter: 'tools' is not supported with this model.");
        }
        Reply refusal = given ? definitions(context, tools) : null;
        if (refusal == null) {
            refusal = choice(context, body);
        }
        return refusal != null ? refusal : results(context, body.path("messages"));
    }

    /** What the model may do; the request has passed the checks. */
    static ToolUse use(JsonNode body) {
        JsonNode choice = body.path("tool_choice");
        String named = choice.path("function").path("name").asText();
        List<Tool> tools = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            JsonNode function = tool.path("function");
            String name = function.path("name").asText();
            if (named.isEmpty() || named.equals(name)) {
                JsonNode schema = function.path("parameters");
                tools.add(new Tool(name, schema.isObject() ? schema : Json.object()));
            }
        }
        boolean mustCall = !named.isEmpty()
                || choice.asText().equals("required")
                || choice.asText().equals(MISTRALS_REQUIRED);
        return choice.asText().equals("none")
                ? ToolUse.NONE
                : new ToolUse(tools, mustCall, body.path("parallel_tool_calls").asBoolean(true));
    }

    private @Nullable Reply definitions(CallContext context, JsonNode tools) {
        if (!tools.isArray()) {
            return errors.wrongType(context, "tools", "an array of objects", tools);
        }
        if (tools.isEmpty()) {
            return errors.invalid(
                    context,
                    "tools",
                    "empty_array",
                    "Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array"
                            + " instead.");
        }
        for (int i = 0; i < tools.size(); i++) {
            Reply refusal = definition(context, "tools[" + i + "]", tools.get(i));
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private @Nullable Reply definition(CallContext context, String at, JsonNode tool) {
        if (tool.path("type").isMissingNode()) {
            return errors.missing(context, at + ".type");
        }
        JsonNode function = tool.path("function");
        if (!function.isObject()) {
            return errors.missing(context, at + ".function");
        }
        JsonNode name = function.path("name");
        if (!name.isTextual()) {
            return errors.missing(context, at + ".function.name");
        }
        if (!name.textValue().matches("[a-zA-Z0-9_-]{1,64}")) {
            return errors.invalid(
                    context,
                    at + ".function.name",
                    "invalid_value",
                    "Invalid '" + at
                            + ".function.name': string does not match pattern. Expected a string that matches the"
                            + " pattern '^[a-zA-Z0-9_-]+$'.");
        }
        JsonNode parameters = function.path("parameters");
        if (!parameters.isMissingNode() && !parameters.isObject()) {
            return errors.wrongType(context, at + ".function.parameters", "an object", parameters);
        }
        String loose = function.path("strict").asBoolean() ? StrictSchema.problem(parameters) : null;
        return loose == null
                ? null
                : errors.invalid(
                        context,
                        at + ".function.parameters",
                        "invalid_function_parameters",
                        "Invalid schema for function '" + name.textValue() + "': " + loose);
    }

    private @Nullable Reply choice(CallContext context, JsonNode body) {
        JsonNode choice = body.path("tool_choice");
        if (choice.isMissingNode() || choice.isNull()) {
            return null;
        }
        if (!body.path("tools").isArray()) {
            return errors.invalid(
                    context,
                    "tool_choice",
                    null,
                    "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.");
        }
        if (choice.isTextual()) {
            boolean mistralsOwn = context.endpoint().fields() == Fields.MISTRAL
                    && choice.textValue().equals(MISTRALS_REQUIRED);
            return mistralsOwn || CHOICES.contains(choice.textValue())
                    ? null
                    : errors.invalid(
                            context,
                            "tool_choice",
                            "invalid_value",
                            "Invalid value: '" + choice.textValue()
                                    + "'. Supported values are: 'none', 'auto', and 'required'.");
        }
        String name = choice.path("function").path("name").asText();
        for (JsonNode tool : body.path("tools")) {
            if (tool.path("function").path("name").asText().equals(name)) {
                return null;
            }
        }
        return errors.invalid(
                context, "tool_choice", null, "Tool choice '" + name + "' not found in 'tools' parameter.");
    }

    /** Each call is answered by one message of role tool before anything else is said, and nothing else is. */
    private @Nullable Reply results(CallContext context, JsonNode messages) {
        Set<String> made = Set.of();
        Set<String> open = new LinkedHashSet<>();
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            if (message.path("role").asText().equals("tool")) {
                String id = message.path("tool_call_id").asText();
                if (made.isEmpty()) {
                    return errors.invalid(
                            context,
                            "messages.[" + i + "].role",
                            null,
                            "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with"
                                    + " 'tool_calls'.");
                }
                if (!made.contains(id)) {
                    return unknownCall(context, i, message.path("tool_call_id"));
                }
                open.remove(id);
            } else if (!open.isEmpty()) {
                return unanswered(context, i, open);
            } else {
                made = ids(message.path("tool_calls"));
                open = new LinkedHashSet<>(made);
            }
        }
        return open.isEmpty() ? null : unanswered(context, messages.size(), open);
    }

    private Reply unknownCall(CallContext context, int index, JsonNode id) {
        String at = "messages.[" + index + "].tool_call_id";
        return id.isTextual()
                ? errors.invalid(
                        context,
                        at,
                        null,
                        "Invalid parameter: 'tool_call_id' of '" + id.textValue()
                                + "' not found in 'tool_calls' of previous message.")
                : errors.invalid(
                        context,
                        at,
                        null,
                        "Missing parameter 'tool_call_id': messages with role 'tool' must have a 'tool_call_id'.");
    }

    private Reply unanswered(CallContext context, int index, Set<String> ids) {
        return errors.invalid(
                context,
                "messages.[" + index + "].role",
                null,
                "An assistant message with 'tool_calls' must be followed by tool messages responding to each"
                        + " 'tool_call_id'. The following tool_call_ids did not have response messages: "
                        + String.join(", ", ids));
    }

    private static Set<String> ids(JsonNode calls) {
        Set<String> ids = new LinkedHashSet<>();
        calls.forEach(call -> ids.add(call.path("id").asText()));
        return ids;
    }
}
