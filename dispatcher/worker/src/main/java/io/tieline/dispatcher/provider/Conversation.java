package io.tieline.dispatcher.provider;

import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages in the shape that Anthropic and Gemini want: the instructions apart from the turns, no two turns of the same
 * speaker in a row, nothing blank, and at least one turn (instructions alone are then asked as a question).
 *
 * @param system the instructions; empty: none
 */
record Conversation(String system, List<Turn> turns) {
    /** What one speaker says at a time. The role is never SYSTEM. */
    record Turn(Role role, String text) {}

    private static final String SEPARATOR = "\n\n";

    static Conversation of(List<Message> messages) {
        List<String> system = new ArrayList<>();
        List<Turn> turns = new ArrayList<>();
        for (Message message : messages) {
            if (message.getContent().isBlank()) {
                continue;
            }
            if (message.getRole() == Role.SYSTEM) {
                system.add(message.getContent());
            } else {
                append(turns, new Turn(message.getRole(), message.getContent()));
            }
        }
        String instructions = String.join(SEPARATOR, system);
        return turns.isEmpty()
                ? new Conversation("", List.of(new Turn(Role.USER, instructions)))
                : new Conversation(instructions, turns);
    }

    private static void append(List<Turn> turns, Turn turn) {
        Turn last = turns.isEmpty() ? null : turns.getLast();
        if (last != null && last.role() == turn.role()) {
            turns.set(turns.size() - 1, new Turn(turn.role(), last.text() + SEPARATOR + turn.text()));
        } else {
            turns.add(turn);
        }
    }
}
