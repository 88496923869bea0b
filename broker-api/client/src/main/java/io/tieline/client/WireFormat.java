package io.tieline.client;

import java.util.Locale;

/** The HTTP dialect that an endpoint speaks. */
public enum WireFormat {
    /** OpenAI chat completions; also Mistral, vLLM, Ollama and LocalAI. */
    OPENAI_CHAT,
    /** Anthropic Messages. */
    ANTHROPIC_MESSAGES,
    /** Gemini generateContent. */
    GEMINI_GENERATE;

    /** As records name it. */
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
