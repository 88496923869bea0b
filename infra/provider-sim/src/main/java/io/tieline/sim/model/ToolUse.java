package io.tieline.sim.model;

import java.util.List;

/**
 * What the model may and must do with its tools.
 *
 * @param tools that it may call
 * @param mustCall whether it has to call one of them
 * @param parallel whether it may call several at once
 */
public record ToolUse(List<Tool> tools, boolean mustCall, boolean parallel) {
    /** No tools. */
    public static final ToolUse NONE = new ToolUse(List.of(), false, true);

    public ToolUse {
        tools = List.copyOf(tools);
    }

    /** As it likes. */
    public static ToolUse free(List<Tool> tools) {
        return new ToolUse(tools, false, true);
    }
}
