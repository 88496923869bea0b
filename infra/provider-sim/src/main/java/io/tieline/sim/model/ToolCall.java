package io.tieline.sim.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.text.TokenCount;

/**
 * A call that the model wants made.
 *
 * @param arguments an object
 */
public record ToolCall(String tool, JsonNode arguments) {
    int tokens() {
        return TokenCount.of(tool) + TokenCount.of(arguments.toString());
    }
}
