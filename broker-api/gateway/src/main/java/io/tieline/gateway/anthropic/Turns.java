package io.tieline.gateway.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.gateway.words.Fields;
import io.tieline.gateway.words.Flaw;
import io.tieline.gateway.words.Flaws;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Pictures;
import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.Image;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.ToolCall;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads a conversation: a turn may hold the results of tools, which are messages of their own here. Used once. */
final class Turns {
    private static final List<String> ROLES = List.of("user", "assistant");
    private static final List<String> SAID = List.of("text");
    private static final List<String> BY_USERS = List.of("text", "image", "tool_result");
    private static final List<String> BY_ASSISTANTS = List.of("text", "tool_use", "thinking", "redacted_thinking");

    private final Flaws flaws;
    private final List<Message> messages = new ArrayList<>();

    /** Calls whose results must come in the next turn. */
    private final Set<String> open = new LinkedHashSet<>();

    Turns(Flaws flaws) {
        this.flaws = flaws;
    }

    List<Message> read(Fields body) {
        if (body.has("system")) {
            messages.add(message(Role.SYSTEM, texts(body, "system"), List.of()));
        }
        body.need("messages");
        List<Fields> turns = body.objects("messages");
        flaws.addIf(turns.isEmpty(), new Flaw.Other("messages", "at least one message is required"));
        for (Fields turn : turns) {
            turn.need("role");
            turn.need("content");
            String role = turn.choice("role", ROLES);
            if ("assistant".equals(role)) {
                closed(turn);
                assistant(turn);
            } else if (role != null) {
                user(turn);
            }
        }
        return messages;
    }

    private void user(Fields turn) {
        List<ContentPart> parts = new ArrayList<>();
        if (turn.get("content").isTextual()) {
            parts.add(new ContentPart(turn.neededText("content"), null));
        } else {
            blocks(turn, "content", BY_USERS).forEach(block -> {
                switch (block.neededText("type")) {
                    case "tool_result" -> result(block);
                    case "image" -> parts.add(new ContentPart(null, image(block)));
                    default -> parts.add(new ContentPart(block.neededText("text"), null));
                }
            });
        }
        closed(turn);
        if (!parts.isEmpty()) {
            messages.add(message(Role.USER, parts, List.of()));
        }
    }

    private void result(Fields block) {
        String id = block.neededText("tool_use_id");
        flaws.addIf(
                !open.remove(id),
                new Flaw.Other(
                        block.path(),
                        "unexpected `tool_use_id` found in `tool_result` blocks. Each `tool_result`"
                                + " block must have a corresponding `tool_use` block in the previous message."));
        Message said = message(Role.TOOL, block.has("content") ? texts(block, "content") : List.of(), List.of());
        messages.add(new Message(Role.TOOL, said.getContent(), said.getParts(), null, id));
    }

    private void closed(Fields turn) {
        flaws.addIf(
                !open.isEmpty(),
                new Flaw.Other(
                        turn.path(),
                        "`tool_use` ids were found without `tool_result` blocks immediately after: "
                                + String.join(", ", open)
                                + ". Each `tool_use` block must have a corresponding `tool_result` block in the next message."));
    }

    /** What a model thought is for the model that thought it; another may go on from here. */
    private void assistant(Fields turn) {
        List<ContentPart> parts = new ArrayList<>();
        List<ToolCall> calls = new ArrayList<>();
        if (turn.get("content").isTextual()) {
            parts.add(new ContentPart(turn.neededText("content"), null));
        } else {
            blocks(turn, "content", BY_ASSISTANTS).forEach(block -> {
                switch (block.neededText("type")) {
                    case "tool_use" -> calls.add(call(block));
                    case "text" -> parts.add(new ContentPart(block.neededText("text"), null));
                    default -> {}
                }
            });
        }
        messages.add(message(Role.ASSISTANT, parts, calls));
    }

    private ToolCall call(Fields block) {
        String id = block.neededText("id");
        block.need("input");
        flaws.addIf(!open.add(id), new Flaw.Other(block.pathOf("id"), "`tool_use` ids must be unique"));
        return new ToolCall(
                id,
                block.neededText("name"),
                block.object("input").without(Set.of()).toString());
    }

    private Image image(Fields block) {
        block.need("source");
        Fields source = block.object("source");
        source.need("type");
        return "url".equals(source.choice("type", List.of("base64", "url")))
                ? Pictures.at(source.neededText("url"), source.pathOf("url"), flaws)
                : Pictures.of(source.neededText("data"), mediaType(source), source.pathOf("data"), flaws);
    }

    private static String mediaType(Fields source) {
        source.need("media_type");
        String type = source.choice("media_type", List.of("image/jpeg", "image/png", "image/gif", "image/webp"));
        return type == null ? "" : type;
    }

    /** Text that may come in blocks. */
    private List<ContentPart> texts(Fields owner, String name) {
        JsonNode content = owner.get(name);
        return content.isTextual()
                ? List.of(new ContentPart(content.textValue(), null))
                : blocks(owner, name, SAID).stream()
                        .map(block -> new ContentPart(block.neededText("text"), null))
                        .toList();
    }

    private List<Fields> blocks(Fields owner, String name, List<String> kinds) {
        List<Fields> known = new ArrayList<>();
        JsonNode content = owner.get(name);
        flaws.addIf(
                !content.isArray(),
                new Flaw.WrongKind(owner.pathOf(name), "a valid string or list of blocks", Json.kind(content)));
        for (Fields block : content.isArray() ? owner.objects(name) : List.<Fields>of()) {
            block.need("type");
            String kind = block.text("type");
            flaws.addIf(
                    kind != null && !kinds.contains(kind),
                    new Flaw.Unsupported(
                            block.path(),
                            "Input tag found using 'type' does not match any of the expected" + " tags: '"
                                    + String.join("', '", kinds) + "'"));
            if (kind != null && kinds.contains(kind)) {
                known.add(block);
            }
        }
        return known;
    }

    private static Message message(Role role, List<ContentPart> parts, List<ToolCall> calls) {
        List<ToolCall> asked = calls.isEmpty() ? null : calls;
        if (parts.isEmpty()) {
            return new Message(role, "", null, asked, null);
        }
        String only = parts.size() == 1 ? parts.getFirst().getText() : null;
        return only == null ? new Message(role, "", parts, asked, null) : new Message(role, only, null, asked, null);
    }
}
