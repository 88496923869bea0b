package io.tieline.routing;

/** The HTTP dialect that an endpoint speaks. */
public enum WireFormat {
    /** OpenAI chat completions; also Mistral, vLLM, Ollama and LocalAI. */
    OPENAI_CHAT,
    /** Anthropic Messages. */
    ANTHROPIC_MESSAGES,
    /** Gemini generateContent. */
    GEMINI_GENERATE
}
