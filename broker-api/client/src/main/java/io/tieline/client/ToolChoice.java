package io.tieline.client;

import java.util.Set;

/** Whether the model asks for a tool. Immutable. */
public final class ToolChoice {
    /** The model chooses; so it is where nothing is said. */
    public static final ToolChoice AUTO = new ToolChoice("auto");

    /** It must answer without. */
    public static final ToolChoice NONE = new ToolChoice("none");

    /** It must ask for one, whichever. */
    public static final ToolChoice REQUIRED = new ToolChoice("required");

    /** What no tool may be called, because a record couldn't tell it from a choice. */
    static final Set<String> WORDS = Set.of(AUTO.wire, NONE.wire, REQUIRED.wire);

    private final String wire;

    private ToolChoice(String wire) {
        this.wire = wire;
    }

    /** It must ask for this tool, which the request brings. */
    public static ToolChoice of(String tool) {
        return new ToolChoice(tool);
    }

    /** As records name it. */
    String wire() {
        return wire;
    }

    @Override
    public String toString() {
        return wire;
    }
}
