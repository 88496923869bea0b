package io.tieline.sim.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.text.TokenCount;

/** Collects the text of a conversation: what the user wrote, and the tokens of everything. Not thread-safe. */
public final class Conversation {
    /** What the markup around a message costs, about as much as providers count. */
    private static final int TOKENS_PER_MESSAGE = 4;

    private final StringBuilder userText = new StringBuilder();
    private int tokens;

    /**
     * Adds a message.
     *
     * @param content a string, or an array of parts of which those with a {@code text} count
     */
    public void add(boolean fromUser, JsonNode content) {
        tokens += TOKENS_PER_MESSAGE;
        if (content.isTextual()) {
            part(fromUser, content.textValue());
        }
        for (JsonNode part : content) {
            JsonNode text = part.path("text");
            if (text.isTextual()) {
                part(fromUser, text.textValue());
            }
        }
    }

    /** The prompt of it, for an answer of at most so many tokens. */
    public Parsed.Prompt prompt(int maxTokens) {
        return new Parsed.Prompt(userText.toString(), tokens, maxTokens);
    }

    public int tokens() {
        return tokens;
    }

    private void part(boolean fromUser, String text) {
        tokens += TokenCount.of(text);
        if (fromUser) {
            if (!userText.isEmpty()) {
                userText.append('\n');
            }
            userText.append(text);
        }
    }
}
