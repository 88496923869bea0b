package io.tieline.sim.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked.
 *
 * @param text what the user wrote, all of it
 * @param lastText what the user wrote last
 * @param results of tools, if the conversation ends with them
 * @param schema JSON schema that the answer has to match; null: it is plain text
 * @param inputTokens tokens of all messages, instructions, images and tools
 * @param maxTokens where the answer is cut, 1 or more
 */
public record Prompt(
        String text,
        String lastText,
        List<Image> images,
        List<ToolResult> results,
        ToolUse tools,
        @Nullable JsonNode schema,
        int inputTokens,
        int maxTokens) {

    public Prompt {
        images = List.copyOf(images);
        results = List.copyOf(results);
    }

    public Prompt withMaxTokens(int newMaxTokens) {
        return new Prompt(text, lastText, images, results, tools, schema, inputTokens, newMaxTokens);
    }
}
