package io.tieline.dispatcher.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.avro.Usage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Translates to and from one wire format. Pure, and so safe for use by many threads. */
sealed interface WireAdapter permits OpenAiChat, AnthropicMessages, GeminiGenerate {
    WireRequest encode(WireCall call);

    /** Reads the body of an answer that the provider calls a success. What isn't there reads as empty. */
    Completion completion(JsonNode body);

    /** Reads the vectors of an answer, in the order of the inputs; an empty one where there is none. */
    List<List<Float>> embeddings(JsonNode body);

    /** What the provider says that vectors used; null: it doesn't say. */
    @Nullable
    Usage usage(JsonNode body);

    /** Reads any answer. */
    default CallResult decode(WireCall call, WireResponse response, Instant now) {
        return new ReplyReader(this, call, response, now).read();
    }

    static WireAdapter of(WireFormat format) {
        return switch (format) {
            case OPENAI_CHAT -> OpenAiChat.INSTANCE;
            case ANTHROPIC_MESSAGES -> AnthropicMessages.INSTANCE;
            case GEMINI_GENERATE -> GeminiGenerate.INSTANCE;
        };
    }
}
