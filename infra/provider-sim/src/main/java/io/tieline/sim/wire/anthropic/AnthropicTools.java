package io.tieline.sim.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.model.Tool;
import io.tieline.sim.model.ToolUse;
import io.tieline.sim.wire.Feature;
import io.tieline.sim.wire.SimEndpoint;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks and reads what a Messages request says of tools: their definitions, the choice, calls and results. */
final class AnthropicTools {
    private static final Set<String> CHOICES = Set.of("auto", "any", "tool", "none");

    private AnthropicTools() {}

    static @Nullable String check(SimEndpoint endpoint, JsonNode body) {
        JsonNode tools = body.path("tools");
        if (!tools.isMissingNode() && !tools.isArray()) {
            return "tools: Input should be a valid list";
        }
        if (!tools.isEmpty() && !endpoint.can(Feature.TOOLS)) {
            return "'" + endpoint.model() + "' does not support tool use.";
        }
        for (int i = 0; i < tools.size(); i++) {
            String problem = definition("tools." + i + ".custom", tools.get(i));
            if (problem != null) {
                return problem;
            }
        }
        String problem = choice(body.path("tool_choice"), tools);
        return problem != null ? problem : results(body.path("messages"));
    }

    /** What the model may do; the request has passed the checks. */
    static ToolUse use(JsonNode body) {
        JsonNode choice = body.path("tool_choice");
        String type = choice.path("type").asText("auto");
        List<Tool> tools = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            String name = tool.path("name").asText();
            boolean allowed =
                    !type.equals("tool") || choice.path("name").asText().equals(name);
            if (isOwn(tool) && allowed) {
                tools.add(new Tool(name, tool.path("input_schema")));
            }
        }
        return type.equals("none")
                ? ToolUse.NONE
                : new ToolUse(
                        tools,
                        type.equals("any") || type.equals("tool"),
                        !choice.path("disable_parallel_tool_use").asBoolean());
    }

    /** Whether the caller runs it; the others Anthropic runs itself, and they have types of their own. */
    private static boolean isOwn(JsonNode tool) {
        return tool.path("type").asText("custom").equals("custom");
    }

    private static @Nullable String definition(String at, JsonNode tool) {
        if (!tool.path("name").isTextual()) {
            return at + ".name: Field required";
        }
        if (!tool.path("name").textValue().matches("[a-zA-Z0-9_-]{1,128}")) {
            return at + ".name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'";
        }
        if (!isOwn(tool)) {
            return null;
        }
        JsonNode schema = tool.path("input_schema");
        if (!schema.isObject()) {
            return at + ".input_schema: Field required";
        }
        if (schema.path("type").isMissingNode()) {
            return at + ".input_schema.type: Field required";
        }
        if (!schema.path("type").asText().equals("object")) {
            return at + ".input_schema.type: Input should be 'object'";
        }
        for (String own : List.of("parameters", "function")) {
            if (tool.has(own)) {
                return at + "." + own + ": Extra inputs are not permitted";
            }
        }
        return null;
    }

    private static @Nullable String choice(JsonNode choice, JsonNode tools) {
        if (choice.isMissingNode()) {
            return null;
        }
        String type = choice.path("type").asText();
        if (!CHOICES.contains(type)) {
            return "tool_choice: Input tag '" + type
                    + "' found using 'type' does not match any of the expected tags: 'auto', 'any', 'tool', 'none'";
        }
        if (tools.isEmpty()) {
            return "tool_choice: tool_choice may only be specified while providing tools.";
        }
        if (!type.equals("tool")) {
            return null;
        }
        String name = choice.path("name").asText();
        for (JsonNode tool : tools) {
            if (tool.path("name").asText().equals(name)) {
                return null;
            }
        }
        return "tool_choice: Tool '" + name + "' not found in provided tools";
    }

    /** Each call has its result in the next message, and each result its call in the one before. */
    private static @Nullable String results(JsonNode messages) {
        Set<String> made = Set.of();
        for (int i = 0; i < messages.size(); i++) {
            JsonNode content = messages.get(i).path("content");
            Set<String> answered = ids(content, "tool_result", "tool_use_id");
            for (int block = 0; block < content.size(); block++) {
                JsonNode each = content.get(block);
                String id = each.path("tool_use_id").asText();
                if (each.path("type").asText().equals("tool_result") && !made.contains(id)) {
                    return "messages." + i + ".content." + block
                            + ": unexpected `tool_use_id` found in `tool_result` blocks: " + id
                            + ". Each `tool_result` block must have a corresponding `tool_use` block in the previous"
                            + " message.";
                }
            }
            if (!answered.containsAll(made)) {
                return unanswered(i - 1, made, answered);
            }
            made = ids(content, "tool_use", "id");
        }
        return made.isEmpty() ? null : unanswered(messages.size() - 1, made, Set.of());
    }

    private static String unanswered(int index, Set<String> made, Set<String> answered) {
        Set<String> open = new LinkedHashSet<>(made);
        open.removeAll(answered);
        return "messages." + index + ": `tool_use` ids were found without `tool_result` blocks immediately after: "
                + String.join(", ", open)
                + ". Each `tool_use` block must have a corresponding `tool_result` block in the next message.";
    }

    private static Set<String> ids(JsonNode content, String type, String key) {
        Set<String> ids = new LinkedHashSet<>();
        for (JsonNode block : content) {
            if (block.path("type").asText().equals(type)) {
                ids.add(block.path(key).asText());
            }
        }
        return ids;
    }
}
