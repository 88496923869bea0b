package io.tieline.sim.wire;

/** Which request fields an endpoint of OpenAI's format takes. The other formats have one set each, and refuse the rest. */
public enum Fields {
    /** OpenAI's; another is refused with 400. */
    OPENAI,
    /** Mistral's; another is refused with 422. */
    MISTRAL,
    /** All, and those that mean nothing are passed over: vLLM, Ollama, LocalAI. */
    ANY
}
