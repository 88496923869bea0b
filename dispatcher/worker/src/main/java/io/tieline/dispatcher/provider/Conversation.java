package io.tieline.dispatcher.provider;

import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.Image;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.ToolCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Messages in the shape that Anthropic and Gemini want: the instructions apart from the turns, no two turns of the same
 * speaker in a row, nothing blank, and at least one turn (instructions alone are then asked as a question). Results of
 * tools are a part of what the user says.
 *
 * @param system the instructions; empty: none
 */
record Conversation(String system, List<Turn> turns) {
    /** What one speaker says at a time. The role is never SYSTEM nor TOOL. */
    record Turn(Role role, List<Piece> pieces) {}

    /** A part of what is said. */
    sealed interface Piece {
        /** Words. */
        record Text(String text) implements Piece {}

        /** A picture. */
        record Picture(Image image) implements Piece {}

        /** The model asks for a tool. */
        record Call(ToolCall call) implements Piece {}

        /** What a tool returned, and which. */
        record Result(String callId, String tool, String content) implements Piece {}
    }

    private static final String SEPARATOR = "\n\n";

    static Conversation of(List<Message> messages) {
        List<String> system = new ArrayList<>();
        List<Turn> turns = new ArrayList<>();
        Map<String, String> tools = new HashMap<>();
        for (Message message : messages) {
            if (message.getRole() == Role.SYSTEM) {
                String words = words(message);
                if (!words.isBlank()) {
                    system.add(words);
                }
                continue;
            }
            Messages.orEmpty(message.getToolCalls()).forEach(call -> tools.put(call.getId(), call.getName()));
            List<Piece> pieces = pieces(message, tools);
            if (!pieces.isEmpty()) {
                append(turns, message.getRole() == Role.ASSISTANT ? Role.ASSISTANT : Role.USER, pieces);
            }
        }
        String instructions = String.join(SEPARATOR, system);
        return turns.isEmpty()
                ? new Conversation("", List.of(new Turn(Role.USER, List.of(new Piece.Text(instructions)))))
                : new Conversation(instructions, turns);
    }

    /** Instructions and results may come in parts, too, but are one text in both formats. */
    private static String words(Message message) {
        List<ContentPart> parts = Messages.orEmpty(message.getParts());
        return parts.isEmpty()
                ? message.getContent()
                : parts.stream()
                        .map(ContentPart::getText)
                        .filter(text -> text != null && !text.isBlank())
                        .collect(Collectors.joining(SEPARATOR));
    }

    private static List<Piece> pieces(Message message, Map<String, String> tools) {
        List<Piece> pieces = new ArrayList<>();
        if (message.getRole() == Role.TOOL) {
            String id = Objects.requireNonNull(message.getToolCallId(), "a result without its call passed the rules");
            pieces.add(new Piece.Result(id, tools.getOrDefault(id, id), words(message)));
            return pieces;
        }
        if (!message.getContent().isBlank()) {
            pieces.add(new Piece.Text(message.getContent()));
        }
        for (ContentPart part : Messages.orEmpty(message.getParts())) {
            Image image = part.getImage();
            String text = part.getText();
            if (image != null) {
                pieces.add(new Piece.Picture(image));
            } else if (text != null && !text.isBlank()) {
                pieces.add(new Piece.Text(text));
            }
        }
        Messages.orEmpty(message.getToolCalls()).forEach(call -> pieces.add(new Piece.Call(call)));
        return pieces;
    }

    /** Words that follow words of the same speaker are one text. */
    private static void append(List<Turn> turns, Role role, List<Piece> pieces) {
        if (turns.isEmpty() || turns.getLast().role() != role) {
            turns.add(new Turn(role, new ArrayList<>(pieces)));
            return;
        }
        List<Piece> said = turns.getLast().pieces();
        if (said.getLast() instanceof Piece.Text(String before)
                && pieces.getFirst() instanceof Piece.Text(String after)) {
            said.set(said.size() - 1, new Piece.Text(before + SEPARATOR + after));
            said.addAll(pieces.subList(1, pieces.size()));
        } else {
            said.addAll(pieces);
        }
    }

    /** The words of a turn that is nothing else; empty where it is. */
    static Optional<String> onlyText(Turn turn) {
        return turn.pieces().size() == 1 && turn.pieces().getFirst() instanceof Piece.Text(String text)
                ? Optional.of(text)
                : Optional.empty();
    }
}
