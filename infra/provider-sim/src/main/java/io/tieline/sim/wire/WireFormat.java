package io.tieline.sim.wire;

/** The HTTP dialect that an endpoint speaks. */
public enum WireFormat {
    /** OpenAI chat completions; also Mistral, vLLM, Ollama and LocalAI. */
    OPENAI_CHAT("/v1"),
    /** Anthropic Messages. */
    ANTHROPIC_MESSAGES(""),
    /** Gemini generateContent. */
    GEMINI_GENERATE("");

    private final String basePath;

    WireFormat(String basePath) {
        this.basePath = basePath;
    }

    /** What the base address of this format ends with, by the convention of its provider's own SDKs. */
    public String basePath() {
        return basePath;
    }
}
