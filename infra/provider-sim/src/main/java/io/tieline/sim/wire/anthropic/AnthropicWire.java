package io.tieline.sim.wire.anthropic;

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

/** Anthropic Messages. */
public final class AnthropicWire implements Wire {
    private static final String PATH = "/v1/messages";

    private final AnthropicHeaders headers = new AnthropicHeaders();
    private final AnthropicErrors errors = new AnthropicErrors(headers);
    private final AnthropicRequest request = new AnthropicRequest(errors);

    @Override
    public Optional<Reply> unrouted(CallContext context, Inbound call) {
        if (!call.path().equals(PATH)) {
            return Optional.of(errors.unknownPath(context));
        }
        return call.method().equals("POST") ? Optional.empty() : Optional.of(errors.wrongMethod(context));
    }

    @Override
    public Parsed parse(CallContext context, Inbound call) {
        return request.parse(context, call);
    }

    @Override
    public Reply answer(CallContext context, Parsed.Prompt prompt, Summary summary) {
        ObjectNode body = body(context);
        body.putArray("content").addObject().put("type", "text").put("text", summary.text());
        return reply(context, body, prompt, summary.cut() ? "max_tokens" : "end_turn", summary.tokens());
    }

    /** With no content block at all, as it happens. */
    @Override
    public Reply empty(CallContext context, Parsed.Prompt prompt) {
        ObjectNode body = body(context);
        body.putArray("content");
        return reply(context, body, prompt, "end_turn", 0);
    }

    @Override
    public Reply error(CallContext context, ApiError error, @Nullable Duration retryAfter) {
        return errors.of(context, error, retryAfter);
    }

    private static ObjectNode body(CallContext context) {
        return Json.object()
                .put("id", context.id("msg_01", 22))
                .put("type", "message")
                .put("role", "assistant")
                .put("model", context.endpoint().model());
    }

    private Reply reply(
            CallContext context, ObjectNode body, Parsed.Prompt prompt, String stopReason, int outputTokens) {
        body.put("stop_reason", stopReason).putNull("stop_sequence");
        body.putObject("usage")
                .put("input_tokens", prompt.inputTokens())
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", 0)
                .put("output_tokens", outputTokens)
                .put("service_tier", "standard");
        return new Reply(200, headers.fine(context), Json.TYPE, Json.bytes(body));
    }
}
