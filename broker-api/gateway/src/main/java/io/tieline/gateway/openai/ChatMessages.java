package io.tieline.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.gateway.words.Fields;
import io.tieline.gateway.words.Flaw;
import io.tieline.gateway.words.Flaws;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Pictures;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.ToolCall;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a conversation. Used once. */
final class ChatMessages {
    private static final List<String> ROLES = List.of("system", "developer", "user", "assistant", "tool");

    private final Flaws flaws;
    private final List<Message> messages = new ArrayList<>();

    /** Calls whose results must come before anybody says anything else. */
    private final Set<String> open = new LinkedHashSet<>();

    ChatMessages(Flaws flaws) {
        this.flaws = flaws;
    }

    List<Message> read(Fields body) {
        body.need("messages");
        List<Fields> all = body.objects("messages");
        flaws.addIf(
                all.isEmpty(),
                new Flaw.Other(
                        "messages",
                        "Invalid 'messages': empty array. Expected an array with minimum length 1,"
                                + " but got an empty array instead."));
        for (Fields message : all) {
            message.need("role");
            String role = message.choice("role", ROLES);
            if (role != null) {
                add(role, message);
            }
        }
        closed("messages");
        return messages;
    }

    private void add(String role, Fields message) {
        if (role.equals("tool")) {
            result(message);
            return;
        }
        closed(message.path());
        switch (role) {
            case "user" -> messages.add(said(Role.USER, message, List.of()));
            case "assistant" -> messages.add(said(Role.ASSISTANT, message, calls(message)));
            default -> messages.add(said(Role.SYSTEM, message, List.of()));
        }
    }

    private void closed(String path) {
        flaws.addIf(
                !open.isEmpty(),
                new Flaw.Other(
                        path,
                        "An assistant message with 'tool_calls' must be followed by tool messages"
                                + " responding to each 'tool_call_id'. The following tool_call_ids did not have response"
                                + " messages: " + String.join(", ", open)));
    }

    private void result(Fields message) {
        String id = message.neededText("tool_call_id");
        flaws.addIf(
                !open.remove(id),
                new Flaw.Other(
                        message.pathOf("role"),
                        "Invalid parameter: messages with role 'tool' must be a response"
                                + " to a preceeding message with 'tool_calls'."));
        Message said = said(Role.TOOL, message, List.of());
        messages.add(new Message(Role.TOOL, said.getContent(), said.getParts(), null, id));
    }

    private List<ToolCall> calls(Fields message) {
        flaws.addIf(
                message.has("function_call") || message.has("audio"),
                new Flaw.Unsupported(message.path(), "Unsupported: 'function_call' and 'audio' in messages."));
        List<ToolCall> calls = new ArrayList<>();
        for (Fields call : message.objects("tool_calls")) {
            call.need("type");
            call.choice("type", List.of("function"));
            Fields function = call.object("function");
            String arguments = function.neededText("arguments");
            String id = call.neededText("id");
            flaws.addIf(
                    Json.read(arguments).isEmpty() && !arguments.isBlank(),
                    new Flaw.Other(
                            function.pathOf("arguments"),
                            "Invalid '" + function.pathOf("arguments") + "': expected a JSON object as a string."));
            flaws.addIf(!open.add(id), new Flaw.Other(call.pathOf("id"), "Duplicate value for 'tool_call_id'."));
            calls.add(new ToolCall(id, function.neededText("name"), arguments.isBlank() ? "{}" : arguments));
        }
        return calls;
    }

    private Message said(Role role, Fields message, List<ToolCall> calls) {
        JsonNode content = message.has("content") ? message.get("content") : message.get("refusal");
        flaws.addIf(
                content.isMissingNode() && calls.isEmpty(),
                new Flaw.Other(message.pathOf("content"), "Invalid value for 'content': expected a string, got null."));
        List<ToolCall> asked = calls.isEmpty() ? null : calls;
        if (content.isArray()) {
            List<ContentPart> parts = parts(role, message);
            ContentPart only = parts.size() == 1 ? parts.getFirst() : null;
            return only != null && only.getText() != null
                    ? new Message(role, only.getText(), null, asked, null)
                    : new Message(role, "", parts, asked, null);
        }
        flaws.addIf(
                !content.isTextual() && !content.isMissingNode(),
                new Flaw.WrongKind(
                        message.pathOf("content"), "one of a string or array of objects", Json.kind(content)));
        return new Message(role, content.asText(""), null, asked, null);
    }

    private List<ContentPart> parts(Role role, Fields message) {
        List<String> kinds = role == Role.USER
                ? List.of("text", "image_url")
                : role == Role.ASSISTANT ? List.of("text", "refusal") : List.of("text");
        List<ContentPart> parts = new ArrayList<>();
        for (Fields part : message.objects("content")) {
            part.need("type");
            ContentPart read = part(part.choice("type", kinds), part);
            if (read != null) {
                parts.add(read);
            }
        }
        flaws.addIf(
                parts.isEmpty(),
                new Flaw.Other(
                        message.pathOf("content"),
                        "Invalid '" + message.pathOf("content")
                                + "': empty array. Expected an array with minimum length 1, but got an empty array instead."));
        return Messages.orEmpty(parts);
    }

    private @Nullable ContentPart part(@Nullable String kind, Fields part) {
        return switch (kind) {
            case null -> null;
            case "image_url" -> {
                Fields image = part.object("image_url");
                yield new ContentPart(null, Pictures.at(image.neededText("url"), image.pathOf("url"), flaws));
            }
            default -> new ContentPart(part.neededText(kind), null);
        };
    }
}
