package io.tieline.routing;

import java.util.Locale;

/** The HTTP dialect that an endpoint speaks. */
public enum WireFormat {
    /** OpenAI chat completions; also Mistral, vLLM, Ollama and LocalAI. */
    OPENAI_CHAT,
    /** Anthropic Messages. */
    ANTHROPIC_MESSAGES,
    /** Gemini generateContent. */
    GEMINI_GENERATE;

    /** What catalogues and requests call it, such as {@code openai_chat}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The format of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static WireFormat of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
