package io.tieline.systemtests.rig;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Questions in OpenAI's words, each with a name by which the answer to it is known again. Safe for use by several threads.
 *
 * @param load has the texts
 */
public record Questions(Load load) {
    private static final int MOST_TOKENS = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A chat. */
    public ObjectNode chat(String model, String name) {
        ObjectNode question = JSON.createObjectNode().put("model", model).put("max_tokens", MOST_TOKENS);
        question.putArray("messages").addObject().put("role", "user").put("content", load.text(name));
        return question;
    }

    /** The input of a batch of chats, whose {@code custom_id}s are the names. */
    public String lines(String model, List<String> names) {
        StringBuilder lines = new StringBuilder();
        for (String name : names) {
            ObjectNode line = JSON.createObjectNode()
                    .put("custom_id", name)
                    .put("method", "POST")
                    .put("url", "/v1/chat/completions");
            line.set("body", chat(model, name));
            lines.append(line).append('\n');
        }
        return lines.toString();
    }

    /** Whether a text answers the question of this name. */
    static boolean isAnswered(String name, String text) {
        return Marks.find(text).equals(Marks.of(name));
    }
}
