package io.tieline.gateway.own;

import io.tieline.gateway.words.Fields;
import io.tieline.gateway.words.Flaw;
import io.tieline.gateway.words.Flaws;
import io.tieline.gateway.words.Pictures;
import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.Image;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.Tool;
import io.tieline.schemas.avro.ToolCall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads messages and tools; how they go together is for dispatchers to check. */
final class OwnMessages {
    private static final List<String> ROLES = Arrays.stream(Role.values())
            .map(role -> role.name().toLowerCase(Locale.ROOT))
            .toList();

    private OwnMessages() {}

    static List<Message> read(Fields body, Flaws flaws) {
        List<Message> messages = new ArrayList<>();
        for (Fields message : body.objects("messages")) {
            OwnRequest.onlyKnown(message, Set.of("role", "content", "parts", "toolCalls", "toolCallId"), flaws);
            message.need("role");
            String role = message.choice("role", ROLES);
            if (role == null) {
                continue;
            }
            String content = message.text("content");
            messages.add(new Message(
                    Role.valueOf(role.toUpperCase(Locale.ROOT)),
                    content == null ? "" : content,
                    message.has("parts") ? parts(message, flaws) : null,
                    message.has("toolCalls") ? calls(message) : null,
                    message.text("toolCallId")));
        }
        return messages;
    }

    private static List<ContentPart> parts(Fields message, Flaws flaws) {
        List<ContentPart> parts = new ArrayList<>();
        for (Fields part : message.objects("parts")) {
            OwnRequest.onlyKnown(part, Set.of("text", "image"), flaws);
            parts.add(
                    new ContentPart(part.text("text"), part.has("image") ? image(part.object("image"), flaws) : null));
        }
        return parts;
    }

    private static Image image(Fields image, Flaws flaws) {
        OwnRequest.onlyKnown(image, Set.of("url", "data", "mediaType"), flaws);
        flaws.addIf(
                image.has("url") == image.has("data"),
                new Flaw.Other(image.path(), image.path() + ": allowed is one of url and data"));
        String url = image.text("url");
        return url == null
                ? Pictures.of(image.neededText("data"), image.neededText("mediaType"), image.pathOf("data"), flaws)
                : Pictures.at(url, image.pathOf("url"), flaws);
    }

    private static List<ToolCall> calls(Fields message) {
        return message.objects("toolCalls").stream()
                .map(call -> new ToolCall(
                        call.neededText("id"),
                        call.neededText("name"),
                        call.object("arguments").without(Set.of()).toString()))
                .toList();
    }

    static void readTools(Fields body, InferenceRequest.Builder request) {
        if (body.has("tools")) {
            request.setTools(body.objects("tools").stream()
                    .map(tool -> new Tool(
                            tool.neededText("name"),
                            tool.text("description"),
                            tool.object("parameters").without(Set.of()).toString()))
                    .toList());
        }
        request.setToolChoice(body.text("toolChoice"));
    }
}
