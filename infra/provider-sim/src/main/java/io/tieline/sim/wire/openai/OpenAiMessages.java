package io.tieline.sim.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.model.Image;
import io.tieline.sim.model.ToolResult;
import io.tieline.sim.wire.CallContext;
import io.tieline.sim.wire.Conversation;
import io.tieline.sim.wire.Conversation.Speaker;
import io.tieline.sim.wire.Feature;
import io.tieline.sim.wire.Reply;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks and reads the messages of a chat completion request. */
final class OpenAiMessages {
    private static final Set<String> ROLES = Set.of("system", "assistant", "user", "function", "tool", "developer");
    private static final Set<String> PART_TYPES = Set.of("text", "image_url", "input_audio", "refusal", "file");
    private static final Pattern DATA_URL =
            Pattern.compile("data:(image/(?:png|jpeg|gif|webp));base64,(.*)", Pattern.DOTALL);
    private static final Pattern WEB_URL = Pattern.compile("https?://[^\\s/]+\\S*");

    /** Of an image of 1024 by 1024 pixels in high detail to gpt-4o; in low detail any costs 85. */
    private static final int IMAGE_TOKENS = 765;

    private static final int LOW_DETAIL_TOKENS = 85;

    private final OpenAiErrors errors;

    OpenAiMessages(OpenAiErrors errors) {
        this.errors = errors;
    }

    @Nullable
    Reply check(CallContext context, JsonNode body) {
        JsonNode messages = body.path("messages");
        if (messages.isMissingNode()) {
            return errors.missing(context, "messages");
        }
        if (!messages.isArray()) {
            return errors.wrongType(context, "messages", "an array of objects", messages);
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

    void read(JsonNode messages, Conversation conversation) {
        Map<String, String> toolOfCall = new HashMap<>();
        for (JsonNode message : messages) {
            Speaker speaker = speaker(message.path("role").asText());
            conversation.add(speaker, speaker == Speaker.TOOL ? message.path("none") : message.path("content"));
            for (JsonNode call : message.path("tool_calls")) {
                toolOfCall.put(
                        call.path("id").asText(),
                        call.path("function").path("name").asText());
                conversation.other(call.path("function"));
            }
            if (speaker == Speaker.TOOL) {
                String tool =
                        toolOfCall.getOrDefault(message.path("tool_call_id").asText(), "a tool");
                conversation.result(new ToolResult(tool, text(message.path("content"))));
            }
            for (JsonNode part : message.path("content")) {
                JsonNode address = part.path("image_url");
                boolean low = address.path("detail").asText().equals("low");
                image(address.path("url").asText())
                        .ifPresent(image -> conversation.image(image, low ? LOW_DETAIL_TOKENS : IMAGE_TOKENS));
            }
        }
    }

    private static Speaker speaker(String role) {
        return switch (role) {
            case "user" -> Speaker.USER;
            case "assistant" -> Speaker.MODEL;
            case "tool", "function" -> Speaker.TOOL;
            default -> Speaker.SYSTEM;
        };
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText()));
        return text.toString();
    }

    private @Nullable Reply message(CallContext context, String at, JsonNode message) {
        if (!message.isObject()) {
            return errors.wrongType(context, at, "an object", message);
        }
        JsonNode role = message.path("role");
        if (role.isMissingNode()) {
            return errors.missing(context, at + ".role");
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
        if (content.isArray()) {
            return parts(context, at + ".content", content);
        }
        return content.isTextual() || (mayBeAbsent && (content.isMissingNode() || content.isNull()))
                ? null
                : errors.wrongType(context, at + ".content", "one of a string or array of objects", content);
    }

    private @Nullable Reply parts(CallContext context, String at, JsonNode parts) {
        for (int i = 0; i < parts.size(); i++) {
            JsonNode part = parts.get(i);
            String type = part.path("type").asText();
            if (!PART_TYPES.contains(type)) {
                return errors.invalid(
                        context,
                        at + "[" + i + "].type",
                        "invalid_value",
                        "Invalid value: '" + type + "'. Supported values are: 'text', 'image_url', 'input_audio',"
                                + " 'refusal', and 'file'.");
            }
            if (type.equals("image_url")) {
                Reply refusal = imagePart(
                        context, at + "[" + i + "]", part.path("image_url").path("url"));
                if (refusal != null) {
                    return refusal;
                }
            }
        }
        return null;
    }

    private @Nullable Reply imagePart(CallContext context, String at, JsonNode url) {
        if (!context.endpoint().can(Feature.IMAGES)) {
            return errors.invalid(
                    context,
                    at + ".type",
                    null,
                    "Invalid content type. image_url is only supported by certain models.");
        }
        if (!url.isTextual()) {
            return errors.missing(context, at + ".image_url.url");
        }
        if (image(url.textValue()).isPresent()) {
            return null;
        }
        return url.textValue().startsWith("data:")
                ? errors.invalid(
                        context,
                        at + ".image_url.url",
                        "invalid_image_format",
                        "You uploaded an unsupported image. Please make sure your image has of one the following formats:"
                                + " ['png', 'jpeg', 'gif', 'webp'].")
                : errors.invalid(
                        context,
                        at + ".image_url.url",
                        "invalid_value",
                        "Invalid '" + at + ".image_url.url'. Expected a valid URL, but got a value with an invalid"
                                + " format.");
    }

    private static Optional<Image> image(String url) {
        if (WEB_URL.matcher(url).matches()) {
            return Optional.of(Image.at(url));
        }
        Matcher data = DATA_URL.matcher(url);
        return data.matches() ? Image.base64(data.group(1), data.group(2)) : Optional.empty();
    }
}
