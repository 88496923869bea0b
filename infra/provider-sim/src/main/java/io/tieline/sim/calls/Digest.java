package io.tieline.sim.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tieline.sim.wire.Json;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes out of a request what the user wrote, whatever its format. Pure. */
final class Digest {
    private static final int SYSTEM_CHARACTERS = 2_000;
    private static final int LONGEST_VALUE = 200;

    /** Fields below which texts are the user's. */
    private static final Set<String> PROMPTS = Set.of(
            "messages",
            "system",
            "contents",
            "systemInstruction",
            "system_instruction",
            "input",
            "content",
            "requests");

    /** Fields that are not the user's even there. */
    private static final Set<String> MARKUP = Set.of(
            "role",
            "type",
            "name",
            "id",
            "tool_call_id",
            "tool_use_id",
            "media_type",
            "mimeType",
            "mime_type",
            "detail",
            "model",
            "taskType",
            "task_type");

    private Digest() {}

    static Sent of(@Nullable String requestId, String endpoint, String path, byte[] body) {
        JsonNode read = Json.object(body).orElse(NullNode.getInstance());
        StringBuilder system = new StringBuilder();
        for (String field : new String[] {"system", "systemInstruction", "system_instruction"}) {
            texts(read.path(field), system);
        }
        for (JsonNode message : read.path("messages")) {
            String role = message.path("role").asText();
            if (role.equals("system") || role.equals("developer")) {
                texts(message.path("content"), system);
            }
        }
        String shown = system.substring(0, Math.min(system.length(), SYSTEM_CHARACTERS));
        return new Sent(requestId, endpoint, path, shown, without(read, false));
    }

    /** Adds the texts of instructions, which are a string, parts, or an object with parts. */
    private static void texts(JsonNode content, StringBuilder to) {
        if (content.isTextual()) {
            to.append(to.isEmpty() ? "" : "\n").append(content.textValue());
        }
        for (JsonNode part : content.has("parts") ? content.path("parts") : content) {
            if (part.path("text").isTextual()) {
                texts(part.path("text"), to);
            }
        }
    }

    private static JsonNode without(JsonNode node, boolean inPrompt) {
        if (node.isObject()) {
            ObjectNode copy = Json.object();
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                boolean markup =
                        MARKUP.contains(entry.getKey()) && entry.getValue().isTextual();
                boolean prompt = !markup && (inPrompt || PROMPTS.contains(entry.getKey()));
                copy.set(entry.getKey(), without(entry.getValue(), prompt));
            }
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = array.arrayNode();
            array.forEach(each -> copy.add(without(each, inPrompt)));
            return copy;
        }
        boolean hidden = node.isTextual() && (inPrompt || node.textValue().length() > LONGEST_VALUE);
        return hidden ? TextNode.valueOf("(" + node.textValue().length() + " characters)") : node;
    }
}
