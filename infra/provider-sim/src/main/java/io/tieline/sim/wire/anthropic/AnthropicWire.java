package io.tieline.sim.wire.anthropic;

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

    /** Nothing is no content block at all, as it happens; so is what was refused, for this format has no words for it. */
    @Override
    public Reply answer(CallContext context, Prompt prompt, Answer answer) {
        ObjectNode body = body(context);
        ArrayNode content = body.putArray("content");
        String stopReason = switch (answer) {
            case Answer.Text text -> {
                if (!text.text().isEmpty()) {
                    content.addObject().put("type", "text").put("text", text.text());
                }
                yield text.cut() ? "max_tokens" : "end_turn";
            }
            case Answer.Calls calls -> {
                calls(context, content, calls.calls());
                yield "tool_use";
            }
            case Answer.Refusal _, Answer.Filtered _ -> "refusal";
            case Answer.Nothing _ -> "end_turn";
        };
        return reply(context, body, prompt, stopReason, answer.tokens());
    }

    @Override
    public Reply limited(CallContext context, Admission.Refused refused) {
        return errors.limited(context, refused);
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

    private static void calls(CallContext context, ArrayNode content, List<ToolCall> calls) {
        for (ToolCall call : calls) {
            content.addObject()
                    .put("type", "tool_use")
                    .put("id", context.id("toolu_01", 22, content.size()))
                    .put("name", call.tool())
                    .set("input", call.arguments());
        }
    }

    private Reply reply(CallContext context, ObjectNode body, Prompt prompt, String stopReason, int outputTokens) {
        int cached = context.endpoint().cachedOf(prompt.inputTokens());
        body.put("stop_reason", stopReason).putNull("stop_sequence");
        body.putObject("usage")
                .put("input_tokens", prompt.inputTokens() - cached)
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", cached)
                .put("output_tokens", outputTokens)
                .put("service_tier", "standard");
        return new Reply(200, headers.fine(context), Json.TYPE, Json.bytes(body));
    }
}
