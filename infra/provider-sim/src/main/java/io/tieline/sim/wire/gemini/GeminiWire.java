package io.tieline.sim.wire.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.sim.text.Summary;
import io.tieline.sim.wire.ApiError;
import io.tieline.sim.wire.CallContext;
import io.tieline.sim.wire.Inbound;
import io.tieline.sim.wire.Json;
import io.tieline.sim.wire.Parsed;
import io.tieline.sim.wire.Reply;
import io.tieline.sim.wire.Wire;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gemini generateContent. */
public final class GeminiWire implements Wire {
    static final String TYPE = "application/json; charset=UTF-8";
    static final Map<String, String> HEADERS = Map.of(
            "vary", "Origin, X-Origin, Referer", "x-content-type-options", "nosniff", "x-frame-options", "SAMEORIGIN");

    private static final String MODELS = "/v1beta/models/";
    private static final String VERB = ":generateContent";

    private final GeminiErrors errors = new GeminiErrors();
    private final GeminiRequest request = new GeminiRequest(errors);

    /** The model that a path names, which {@link #unrouted} has let pass. */
    static String model(String path) {
        return path.substring(MODELS.length(), path.length() - VERB.length());
    }

    @Override
    public Optional<Reply> unrouted(CallContext context, Inbound call) {
        boolean known = call.path().startsWith(MODELS)
                && call.path().endsWith(VERB)
                && call.path().length() > MODELS.length() + VERB.length()
                && call.method().equals("POST");
        return known ? Optional.empty() : Optional.of(errors.unknownPath(call.path()));
    }

    @Override
    public Parsed parse(CallContext context, Inbound call) {
        return request.parse(context, call);
    }

    @Override
    public Reply answer(CallContext context, Parsed.Prompt prompt, Summary summary) {
        ObjectNode candidate = Json.object();
        ObjectNode content = candidate.putObject("content");
        content.putArray("parts").addObject().put("text", summary.text());
        content.put("role", "model");
        return reply(context, prompt, candidate, summary.cut() ? "MAX_TOKENS" : "STOP", summary.tokens());
    }

    /** With a content that has no parts, as it happens. */
    @Override
    public Reply empty(CallContext context, Parsed.Prompt prompt) {
        ObjectNode candidate = Json.object();
        candidate.putObject("content").put("role", "model");
        return reply(context, prompt, candidate, "STOP", 0);
    }

    @Override
    public Reply error(CallContext context, ApiError error, @Nullable Duration retryAfter) {
        return errors.of(context, error, retryAfter);
    }

    private static Reply reply(
            CallContext context, Parsed.Prompt prompt, ObjectNode candidate, String finishReason, int outputTokens) {
        candidate.put("finishReason", finishReason).put("index", 0);
        ObjectNode body = Json.object();
        body.putArray("candidates").add(candidate);
        ObjectNode usage = body.putObject("usageMetadata").put("promptTokenCount", prompt.inputTokens());
        if (outputTokens > 0) {
            usage.put("candidatesTokenCount", outputTokens);
        }
        usage.put("totalTokenCount", prompt.inputTokens() + outputTokens);
        usage.putArray("promptTokensDetails")
                .addObject()
                .put("modality", "TEXT")
                .put("tokenCount", prompt.inputTokens());
        body.put("modelVersion", context.endpoint().model()).put("responseId", context.id("", 22));
        return new Reply(200, HEADERS, TYPE, Json.bytes(body));
    }
}
