package io.tieline.dispatcher.dispatch;

import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.Image;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.ToolCall;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells what is wrong with a conversation. Pure. */
final class MessageRules {
    private MessageRules() {}

    /** The first problem; empty where there is none. */
    static Optional<Problem> check(InferenceRequest request) {
        List<Message> messages = request.getMessages();
        Set<StoredRules.Place> stored = StoredRules.places(request);
        Optional<Problem> first = Problem.invalid(messages.isEmpty(), "messages", "[]", "at least one message");
        Set<String> calls = new HashSet<>();
        for (int i = 0; i < messages.size() && first.isEmpty(); i++) {
            Message message = messages.get(i);
            int number = i;
            String place = "messages[" + i + "]";
            first = result(place, message, calls)
                    .or(() -> calls(place, message))
                    .or(() -> parts(place, number, message, stored));
            Messages.orEmpty(message.getToolCalls()).forEach(call -> calls.add(call.getId()));
        }
        return first.or(() -> Problem.invalid(
                stored.isEmpty() && messages.stream().noneMatch(MessageRules::saysSomething),
                "messages",
                "blank",
                "at least one message with text, a picture, tool calls or the result of one"));
    }

    private static boolean saysSomething(Message message) {
        return !message.getContent().isBlank()
                || Messages.orEmpty(message.getParts()).stream().anyMatch(MessageRules::saysSomething)
                || !Messages.orEmpty(message.getToolCalls()).isEmpty()
                || message.getRole() == Role.TOOL;
    }

    private static boolean saysSomething(ContentPart part) {
        return part.getText() == null || !part.getText().isBlank();
    }

    private static Optional<Problem> result(String place, Message message, Set<String> calls) {
        String id = message.getToolCallId();
        return Problem.invalid(
                        (message.getRole() == Role.TOOL) != (id != null),
                        place + ".toolCallId",
                        id,
                        "one in messages of the role TOOL, and only there")
                .or(() -> Problem.invalid(
                        id != null && !calls.contains(id),
                        place + ".toolCallId",
                        id,
                        "the id of a tool call before it"));
    }

    private static Optional<Problem> calls(String place, Message message) {
        List<ToolCall> calls = Messages.orEmpty(message.getToolCalls());
        Optional<Problem> first = Problem.invalid(
                !calls.isEmpty() && message.getRole() != Role.ASSISTANT,
                place + ".toolCalls",
                calls.size() + " calls by " + message.getRole(),
                "only in messages of the role ASSISTANT");
        for (int i = 0; i < calls.size() && first.isEmpty(); i++) {
            first = ToolRules.called(place + ".toolCalls[" + i + "]", calls.get(i));
        }
        return first;
    }

    private static Optional<Problem> parts(String place, int number, Message message, Set<StoredRules.Place> stored) {
        List<ContentPart> parts = Messages.orEmpty(message.getParts());
        Role role = message.getRole();
        Optional<Problem> first = Problem.invalid(
                !parts.isEmpty() && !message.getContent().isEmpty(),
                place + ".content",
                "text beside parts",
                "one of both");
        for (int i = 0; i < parts.size() && first.isEmpty(); i++) {
            if (!stored.contains(new StoredRules.Place(number, i))) {
                first = part(place + ".parts[" + i + "]", parts.get(i), role);
            }
        }
        return first;
    }

    private static Optional<Problem> part(String place, ContentPart part, Role role) {
        Image image = part.getImage();
        if (image == null) {
            return Problem.invalid(part.getText() == null, place, "neither", "a text or an image");
        }
        return Problem.invalid(part.getText() != null, place, "both", "a text or an image")
                .or(() -> Problem.invalid(
                        role != Role.USER, place + ".image", "by " + role, "only in messages of the role USER"))
                .or(() -> image(place + ".image", image));
    }

    static boolean isPictureType(String type) {
        return type.matches("image/[a-z0-9.+-]+");
    }

    private static Optional<Problem> image(String place, Image image) {
        String url = image.getUrl();
        ByteBuffer data = image.getData();
        String type = image.getMediaType();
        boolean typed = type != null && isPictureType(type);
        return Problem.invalid(url == null && data == null, place, "neither", "url or data")
                .or(() -> Problem.invalid(url != null && data != null, place, "both", "url or data"))
                .or(() -> Problem.invalid(
                        url != null && !url.matches("https?://\\S+"), place + ".url", url, "an http or https address"))
                .or(() -> Problem.invalid(
                        data != null && !data.hasRemaining(), place + ".data", "empty", "the bytes of a picture"))
                .or(() -> Problem.invalid(
                        !typed && (data != null || type != null),
                        place + ".mediaType",
                        type,
                        "image/ and a kind, such as image/png; needed beside data"));
    }
}
