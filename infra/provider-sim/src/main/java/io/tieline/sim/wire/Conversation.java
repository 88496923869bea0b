package io.tieline.sim.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.model.Image;
import io.tieline.sim.model.Prompt;
import io.tieline.sim.model.ToolResult;
import io.tieline.sim.model.ToolUse;
import io.tieline.sim.text.TokenCount;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects a conversation, message by message: what the user wrote and showed, and the tokens of everything. Not thread-safe. */
public final class Conversation {
    /** What the markup around a message costs, about as much as providers count. */
    private static final int TOKENS_PER_MESSAGE = 4;

    private final StringBuilder userText = new StringBuilder();
    private final List<Image> images = new ArrayList<>();
    private final List<ToolResult> results = new ArrayList<>();
    private StringBuilder lastText = new StringBuilder();
    private ToolUse tools = ToolUse.NONE;
    private @Nullable JsonNode schema;
    private int tokens;

    /** Who a message is from. */
    public enum Speaker {
        SYSTEM,
        USER,
        MODEL,
        TOOL
    }

    /**
     * Begins a message. Results that the message before brought are no longer the end of the conversation, unless this one
     * brings results too.
     */
    public void begin(Speaker speaker) {
        tokens += TOKENS_PER_MESSAGE;
        if (speaker != Speaker.TOOL) {
            results.clear();
        }
        if (speaker == Speaker.USER) {
            lastText = new StringBuilder();
        }
    }

    /**
     * Adds a message.
     *
     * @param content a string, or an array of parts of which those with a {@code text} count
     */
    public void add(Speaker speaker, JsonNode content) {
        begin(speaker);
        if (content.isTextual()) {
            text(speaker, content.textValue());
        }
        for (JsonNode part : content) {
            JsonNode text = part.path("text");
            if (text.isTextual()) {
                text(speaker, text.textValue());
            }
        }
    }

    /** Adds text to the message that was begun last. */
    public void text(Speaker speaker, String text) {
        tokens += TokenCount.of(text);
        if (speaker == Speaker.USER) {
            append(userText, text);
            append(lastText, text);
        }
    }

    /** Adds an image. */
    public void image(Image image, int imageTokens) {
        images.add(image);
        tokens += imageTokens;
    }

    /** Adds what a tool gave back. */
    public void result(ToolResult result) {
        results.add(result);
        tokens += TokenCount.of(result.text());
    }

    /** Adds what is neither text nor image: a call that the model made. */
    public void other(JsonNode content) {
        tokens += TokenCount.of(content.toString());
    }

    /** Sets the tools. */
    public void tools(ToolUse use, JsonNode asSent) {
        tools = use;
        if (!asSent.isMissingNode()) {
            other(asSent);
        }
    }

    /** Sets the schema of the answer. */
    public void schema(@Nullable JsonNode newSchema) {
        schema = newSchema;
        if (newSchema != null) {
            other(newSchema);
        }
    }

    /** The prompt of it, for an answer of at most so many tokens. */
    public Prompt prompt(int maxTokens) {
        return new Prompt(userText.toString(), lastText.toString(), images, results, tools, schema, tokens, maxTokens);
    }

    public int tokens() {
        return tokens;
    }

    private static void append(StringBuilder all, String text) {
        if (!all.isEmpty()) {
            all.append('\n');
        }
        all.append(text);
    }
}
