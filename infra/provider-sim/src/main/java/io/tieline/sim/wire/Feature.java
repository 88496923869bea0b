package io.tieline.sim.wire;

/** What an endpoint's model can do. */
public enum Feature {
    /** Answer a conversation. */
    CHAT,
    /** Call tools, and take their results. */
    TOOLS,
    /** Answer with JSON that matches a schema. */
    JSON_SCHEMA,
    /** Look at images. */
    IMAGES,
    /** Make vectors of texts; not in Anthropic's format, which has no words for it. */
    EMBEDDINGS
}
