package io.tieline.sim.wire.gemini;

import static io.tieline.sim.wire.gemini.GeminiNames.either;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.model.Image;
import io.tieline.sim.model.ToolResult;
import io.tieline.sim.wire.Conversation;
import io.tieline.sim.wire.Conversation.Speaker;
import io.tieline.sim.wire.Feature;
import io.tieline.sim.wire.Reply;
import io.tieline.sim.wire.SimEndpoint;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks and reads the contents of a generateContent request. */
final class GeminiContents {
    private static final String CONTENT = "type.googleapis.com/google.ai.generativelanguage.v1beta.Content";
    private static final Set<String> PART_FIELDS = Set.of(
            "text",
            "inlineData",
            "fileData",
            "functionCall",
            "functionResponse",
            "executableCode",
            "codeExecutionResult",
            "thought",
            "thoughtSignature",
            "videoMetadata",
            "partMetadata",
            "mediaResolution");

    /** Of an image of at most 384 by 384 pixels, and of each tile of a larger one. */
    private static final int IMAGE_TOKENS = 258;

    private final GeminiErrors errors;

    GeminiContents(GeminiErrors errors) {
        this.errors = errors;
    }

    @Nullable
    Reply check(SimEndpoint endpoint, JsonNode body) {
        JsonNode contents = body.path("contents");
        if (contents.isMissingNode() || contents.isNull() || (contents.isArray() && contents.isEmpty())) {
            return errors.invalid("* GenerateContentRequest.contents: contents is not specified\n");
        }
        if (!contents.isArray()) {
            return errors.wrongValue("contents", CONTENT, contents);
        }
        for (int i = 0; i < contents.size(); i++) {
            Reply refusal = content(endpoint, "contents[" + i + "]", contents.get(i));
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    static void read(JsonNode contents, Conversation conversation) {
        for (JsonNode content : contents) {
            boolean model = content.path("role").asText().equals("model");
            conversation.add(model ? Speaker.MODEL : Speaker.USER, content.path("parts"));
            for (JsonNode part : content.path("parts")) {
                JsonNode call = either(part, "functionCall");
                JsonNode response = either(part, "functionResponse");
                if (call.isObject()) {
                    conversation.other(call);
                }
                if (response.isObject()) {
                    conversation.result(new ToolResult(
                            response.path("name").asText(),
                            response.path("response").toString()));
                }
                image(part).ifPresent(image -> conversation.image(image, IMAGE_TOKENS));
            }
        }
    }

    private @Nullable Reply content(SimEndpoint endpoint, String at, JsonNode content) {
        if (!content.isObject()) {
            return errors.wrongValue(at, CONTENT, content);
        }
        JsonNode parts = content.path("parts");
        if (!parts.isArray() || parts.isEmpty()) {
            return errors.invalid("* GenerateContentRequest." + at + ".parts: contents.parts must not be empty.\n");
        }
        for (int i = 0; i < parts.size(); i++) {
            Reply refusal = part(endpoint, at + ".parts[" + i + "]", parts.get(i));
            if (refusal != null) {
                return refusal;
            }
        }
        JsonNode role = content.path("role");
        return role.isMissingNode() || Set.of("user", "model", "function").contains(role.asText())
                ? null
                : errors.invalid("Please use a valid role: user, model.");
    }

    private @Nullable Reply part(SimEndpoint endpoint, String at, JsonNode part) {
        Reply unknown = errors.unknownName(part, PART_FIELDS, at);
        if (unknown != null) {
            return unknown;
        }
        boolean inline = either(part, "inlineData").isObject();
        if (!inline && !either(part, "fileData").isObject()) {
            return null;
        }
        if (!endpoint.can(Feature.IMAGES)) {
            return errors.invalid("Image input modality is not enabled for models/" + endpoint.model());
        }
        if (image(part).isPresent()) {
            return null;
        }
        return inline
                ? errors.wrongValue(
                        at + ".inline_data.data",
                        "TYPE_BYTES",
                        either(part, "inlineData").path("data"))
                : errors.invalid("Invalid or unsupported file uri: "
                        + either(either(part, "fileData"), "fileUri").asText());
    }

    private static Optional<Image> image(JsonNode part) {
        JsonNode inline = either(part, "inlineData");
        if (inline.isObject()) {
            return Image.base64(
                    either(inline, "mimeType").asText(), inline.path("data").asText());
        }
        String address = either(either(part, "fileData"), "fileUri").asText();
        return address.isEmpty() ? Optional.empty() : Optional.of(Image.at(address));
    }
}
