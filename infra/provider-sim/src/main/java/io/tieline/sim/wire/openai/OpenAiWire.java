package io.tieline.sim.wire.openai;

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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** OpenAI chat completions. */
public final class OpenAiWire implements Wire {
    private static final String PATH = "/v1/chat/completions";

    private final OpenAiHeaders headers = new OpenAiHeaders();
    private final OpenAiErrors errors = new OpenAiErrors(headers);
    private final OpenAiRequest request = new OpenAiRequest(errors);

    @Override
    public Optional<Reply> unrouted(CallContext context, Inbound call) {
        if (!call.path().equals(PATH)) {
            return Optional.of(errors.unknownPath(context, call.method(), call.path()));
        }
        return call.method().equals("POST")
                ? Optional.empty()
                : Optional.of(errors.wrongMethod(context, call.method()));
    }

    @Override
    public Parsed parse(CallContext context, Inbound call) {
        return request.parse(context, call);
    }

    @Override
    public Reply answer(CallContext context, Parsed.Prompt prompt, Summary summary) {
        return reply(context, prompt, summary.text(), summary.cut() ? "length" : "stop", summary.tokens());
    }

    @Override
    public Reply empty(CallContext context, Parsed.Prompt prompt) {
        return reply(context, prompt, "", "stop", 0);
    }

    @Override
    public Reply error(CallContext context, ApiError error, @Nullable Duration retryAfter) {
        return errors.of(context, error, retryAfter);
    }

    private Reply reply(CallContext context, Parsed.Prompt prompt, String text, String finishReason, int outputTokens) {
        ObjectNode body = Json.object();
        body.put("id", context.id("chatcmpl-", 29))
                .put("object", "chat.completion")
                .put("created", context.now().getEpochSecond())
                .put("model", context.endpoint().model());
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
        ObjectNode message =
                choice.putObject("message").put("role", "assistant").put("content", text);
        message.putNull("refusal").putArray("annotations");
        choice.putNull("logprobs").put("finish_reason", finishReason);
        ObjectNode usage = body.putObject("usage")
                .put("prompt_tokens", prompt.inputTokens())
                .put("completion_tokens", outputTokens)
                .put("total_tokens", prompt.inputTokens() + outputTokens);
        usage.putObject("prompt_tokens_details").put("cached_tokens", 0).put("audio_tokens", 0);
        usage.putObject("completion_tokens_details")
                .put("reasoning_tokens", 0)
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        body.put("service_tier", "default").put("system_fingerprint", "fp_simulated");
        return new Reply(200, headers.fine(context, prompt.inputTokens() + outputTokens), Json.TYPE, Json.bytes(body));
    }
}
