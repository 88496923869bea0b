package io.tieline.sim.wire.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.sim.limit.Admission;
import io.tieline.sim.model.Answer;
import io.tieline.sim.model.Prompt;
import io.tieline.sim.model.ToolCall;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gemini generateContent, embedContent and batchEmbedContents. */
public final class GeminiWire implements Wire {
    static final String TYPE = "application/json; charset=UTF-8";
    static final Map<String, String> HEADERS = Map.of(
            "vary", "Origin, X-Origin, Referer", "x-content-type-options", "nosniff", "x-frame-options", "SAMEORIGIN");

    private static final String MODELS = "/v1beta/models/";
    private static final String GENERATE = "generateContent";
    private static final Set<String> METHODS = Set.of(GENERATE, GeminiEmbeddings.ONE, GeminiEmbeddings.MANY);

    private final GeminiErrors errors = new GeminiErrors();
    private final GeminiRequest request = new GeminiRequest(errors);
    private final GeminiEmbeddings embeddings = new GeminiEmbeddings(errors);

    /** The model that a path names, which {@link #unrouted} has let pass. */
    static String model(String path) {
        return path.substring(MODELS.length(), path.lastIndexOf(':'));
    }

    private static String method(String path) {
        return path.substring(path.lastIndexOf(':') + 1);
    }

    @Override
    public Optional<Reply> unrouted(CallContext context, Inbound call) {
        String path = call.path();
        boolean known = path.startsWith(MODELS)
                && path.lastIndexOf(':') > MODELS.length()
                && METHODS.contains(method(path))
                && call.method().equals("POST");
        return known ? Optional.empty() : Optional.of(errors.unknownPath(path));
    }

    @Override
    public Parsed parse(CallContext context, Inbound call) {
        Reply unauthorized = request.key(context, call);
        if (unauthorized != null) {
            return new Parsed.Refused(unauthorized);
        }
        return method(call.path()).equals(GENERATE)
                ? request.parse(context, call)
                : embeddings.parse(context, model(call.path()), method(call.path()), call.body());
    }

    /** Nothing, and what a filter took, is a content that has no parts, as it happens. */
    @Override
    public Reply answer(CallContext context, Prompt prompt, Answer answer) {
        ObjectNode candidate = Json.object();
        ObjectNode content = candidate.putObject("content");
        String finishReason = switch (answer) {
            case Answer.Text text -> {
                content.putArray("parts").addObject().put("text", text.text());
                yield text.cut() ? "MAX_TOKENS" : "STOP";
            }
            case Answer.Calls calls -> {
                ArrayNode parts = content.putArray("parts");
                for (ToolCall call : calls.calls()) {
                    parts.addObject()
                            .putObject("functionCall")
                            .put("name", call.tool())
                            .set("args", call.arguments());
                }
                yield "STOP";
            }
            case Answer.Refusal _ -> "PROHIBITED_CONTENT";
            case Answer.Filtered _ -> "SAFETY";
            case Answer.Nothing _ -> "STOP";
        };
        content.put("role", "model");
        return reply(context, prompt, candidate, finishReason, answer.tokens());
    }

    @Override
    public Reply limited(CallContext context, Admission.Refused refused) {
        return errors.limited(context, refused);
    }

    @Override
    public Reply error(CallContext context, ApiError error, @Nullable Duration retryAfter) {
        return errors.of(context, error, retryAfter);
    }

    private static Reply reply(
            CallContext context, Prompt prompt, ObjectNode candidate, String finishReason, int outputTokens) {
        candidate.put("finishReason", finishReason).put("index", 0);
        ObjectNode body = Json.object();
        body.putArray("candidates").add(candidate);
        ObjectNode usage = body.putObject("usageMetadata").put("promptTokenCount", prompt.inputTokens());
        if (outputTokens > 0) {
            usage.put("candidatesTokenCount", outputTokens);
        }
        int cached = context.endpoint().cachedOf(prompt.inputTokens());
        if (cached > 0) {
            usage.put("cachedContentTokenCount", cached);
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
