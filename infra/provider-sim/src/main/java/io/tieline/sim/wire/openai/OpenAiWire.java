package io.tieline.sim.wire.openai;

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
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** OpenAI chat completions and embeddings. */
public final class OpenAiWire implements Wire {
    private static final String CHAT = "/v1/chat/completions";
    private static final String EMBEDDINGS = "/v1/embeddings";

    private final OpenAiHeaders headers = new OpenAiHeaders();
    private final OpenAiErrors errors = new OpenAiErrors(headers);
    private final OpenAiRequest request = new OpenAiRequest(errors);
    private final OpenAiEmbeddings embeddings = new OpenAiEmbeddings(errors, headers);

    @Override
    public Optional<Reply> unrouted(CallContext context, Inbound call) {
        String path = call.path();
        if (!path.equals(CHAT) && !path.equals(EMBEDDINGS)) {
            return Optional.of(errors.unknownPath(context, call.method(), path));
        }
        return call.method().equals("POST")
                ? Optional.empty()
                : Optional.of(errors.wrongMethod(context, call.method(), path));
    }

    @Override
    public Parsed parse(CallContext context, Inbound call) {
        Reply unauthorized = request.key(context, call);
        if (unauthorized != null) {
            return new Parsed.Refused(unauthorized);
        }
        return call.path().equals(EMBEDDINGS)
                ? embeddings.parse(context, call.body())
                : request.parse(context, call.body());
    }

    @Override
    public Reply answer(CallContext context, Prompt prompt, Answer answer) {
        ObjectNode message = Json.object().put("role", "assistant");
        String finishReason = switch (answer) {
            case Answer.Text text -> {
                message.put("content", text.text());
                yield text.cut() ? "length" : "stop";
            }
            case Answer.Calls calls -> {
                message.putNull("content");
                calls(context, message.putArray("tool_calls"), calls.calls());
                yield "tool_calls";
            }
            case Answer.Refusal refusal -> {
                message.putNull("content").put("refusal", refusal.text());
                yield "stop";
            }
            case Answer.Filtered _ -> {
                message.put("content", "");
                yield "content_filter";
            }
            case Answer.Nothing _ -> {
                message.put("content", "");
                yield "stop";
            }
        };
        if (!message.has("refusal")) {
            message.putNull("refusal");
        }
        message.putArray("annotations");
        return reply(context, prompt, message, finishReason, answer.tokens());
    }

    @Override
    public Reply limited(CallContext context, Admission.Refused refused) {
        return errors.limited(context, refused);
    }

    @Override
    public Reply error(CallContext context, ApiError error, @Nullable Duration retryAfter) {
        return errors.of(context, error, retryAfter);
    }

    private static void calls(CallContext context, ArrayNode array, List<ToolCall> calls) {
        for (ToolCall call : calls) {
            ObjectNode node = array.addObject()
                    .put("id", context.id("call_", 24, array.size()))
                    .put("type", "function");
            node.putObject("function")
                    .put("name", call.tool())
                    .put("arguments", call.arguments().toString());
        }
    }

    private Reply reply(CallContext context, Prompt prompt, ObjectNode message, String finishReason, int outputTokens) {
        ObjectNode body = Json.object();
        body.put("id", context.id("chatcmpl-", 29))
                .put("object", "chat.completion")
                .put("created", context.now().getEpochSecond())
                .put("model", context.endpoint().model());
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
        choice.set("message", message);
        choice.putNull("logprobs").put("finish_reason", finishReason);
        ObjectNode usage = body.putObject("usage")
                .put("prompt_tokens", prompt.inputTokens())
                .put("completion_tokens", outputTokens)
                .put("total_tokens", prompt.inputTokens() + outputTokens);
        usage.putObject("prompt_tokens_details")
                .put("cached_tokens", context.endpoint().cachedOf(prompt.inputTokens()))
                .put("audio_tokens", 0);
        usage.putObject("completion_tokens_details")
                .put("reasoning_tokens", 0)
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        body.put("service_tier", "default").put("system_fingerprint", "fp_simulated");
        return new Reply(200, headers.fine(context, prompt.inputTokens() + outputTokens), Json.TYPE, Json.bytes(body));
    }
}
