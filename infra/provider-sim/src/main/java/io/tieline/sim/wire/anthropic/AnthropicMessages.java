package io.tieline.sim.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.model.Image;
import io.tieline.sim.model.ToolResult;
import io.tieline.sim.wire.Conversation;
import io.tieline.sim.wire.Conversation.Speaker;
import io.tieline.sim.wire.Feature;
import io.tieline.sim.wire.SimEndpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks and reads the messages of a Messages request. */
final class AnthropicMessages {
    private static final Set<String> MEDIA_TYPES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

    /** Of an image that needn't be scaled down: 1.15 megapixels at 750 to the token. */
    private static final int IMAGE_TOKENS = 1_533;

    private AnthropicMessages() {}

    static @Nullable String check(SimEndpoint endpoint, JsonNode body) {
        JsonNode messages = body.path("messages");
        if (!messages.isArray()) {
            return "messages: Input should be a valid list";
        }
        if (messages.isEmpty()) {
            return "messages: at least one message is required";
        }
        for (int i = 0; i < messages.size(); i++) {
            String problem = message(endpoint, "messages." + i, messages.get(i));
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    static void read(JsonNode messages, Conversation conversation) {
        Map<String, String> toolOfCall = new HashMap<>();
        for (JsonNode message : messages) {
            boolean user = message.path("role").asText().equals("user");
            Speaker speaker = user ? Speaker.USER : Speaker.MODEL;
            conversation.add(speaker, message.path("content"));
            for (JsonNode block : message.path("content")) {
                switch (block.path("type").asText()) {
                    case "tool_use" -> {
                        toolOfCall.put(
                                block.path("id").asText(), block.path("name").asText());
                        conversation.other(block.path("input"));
                    }
                    case "tool_result" ->
                        conversation.result(new ToolResult(
                                toolOfCall.getOrDefault(
                                        block.path("tool_use_id").asText(), "a tool"),
                                text(block.path("content"))));
                    case "image" ->
                        image(block.path("source")).ifPresent(image -> conversation.image(image, IMAGE_TOKENS));
                    default -> {}
                }
            }
        }
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(block -> text.append(block.path("text").asText()));
        return text.toString();
    }

    private static @Nullable String message(SimEndpoint endpoint, String at, JsonNode message) {
        if (!message.isObject()) {
            return at + ": Input should be a valid dictionary or object to extract fields from";
        }
        for (String name : List.of("role", "content")) {
            if (message.path(name).isMissingNode()) {
                return at + "." + name + ": Field required";
            }
        }
        String role = message.path("role").asText();
        if (role.equals("system")) {
            return "messages: Unexpected role \"system\". The Messages API accepts a top-level `system` parameter, not"
                    + " \"system\" as an input message role.";
        }
        if (!role.equals("user") && !role.equals("assistant")) {
            return "messages: Unexpected role \"" + role + "\". Allowed roles are \"user\" or \"assistant\"";
        }
        JsonNode content = message.path("content");
        if (!content.isTextual() && !content.isArray()) {
            return at + ".content: Input should be a valid list";
        }
        if (content.isEmpty() && content.asText().isEmpty()) {
            return "messages: text content blocks must be non-empty";
        }
        return blocks(endpoint, at + ".content.", content);
    }

    private static @Nullable String blocks(SimEndpoint endpoint, String at, JsonNode blocks) {
        for (int i = 0; i < blocks.size(); i++) {
            JsonNode block = blocks.get(i);
            String problem = switch (block.path("type").asText()) {
                case "" -> at + i + ".type: Field required";
                case "text" -> block.path("text").isTextual() ? null : at + i + ".text.text: Field required";
                case "image" -> imageBlock(endpoint, at + i + ".image.source", block.path("source"));
                default -> null;
            };
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static @Nullable String imageBlock(SimEndpoint endpoint, String at, JsonNode source) {
        if (!endpoint.can(Feature.IMAGES)) {
            return "'" + endpoint.model() + "' does not support image input.";
        }
        if (!source.isObject()) {
            return at + ": Field required";
        }
        if (source.path("type").asText().equals("base64")
                && !MEDIA_TYPES.contains(source.path("media_type").asText())) {
            return at + ".base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'";
        }
        if (image(source).isPresent()) {
            return null;
        }
        return switch (source.path("type").asText()) {
            case "base64" -> at + ".base64.data: invalid base64 data";
            case "url" -> at + ".url.url: Only HTTPS URLs are supported.";
            case "file" -> null;
            default ->
                at + ": Input tag '" + source.path("type").asText()
                        + "' found using 'type' does not match any of the expected tags: 'base64', 'url', 'file'";
        };
    }

    private static Optional<Image> image(JsonNode source) {
        return switch (source.path("type").asText()) {
            case "base64" ->
                Image.base64(
                        source.path("media_type").asText(), source.path("data").asText());
            case "url" ->
                source.path("url").asText().startsWith("https://")
                        ? Optional.of(Image.at(source.path("url").asText()))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }
}
