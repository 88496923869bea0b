package io.tieline.sim.wire.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.sim.limit.Admission;
import io.tieline.sim.limit.Limited;
import io.tieline.sim.limit.Quota;
import io.tieline.sim.wire.ApiError;
import io.tieline.sim.wire.CallContext;
import io.tieline.sim.wire.Json;
import io.tieline.sim.wire.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Anthropic's error bodies. */
final class AnthropicErrors {
    private static final String INVALID = "invalid_request_error";

    private final AnthropicHeaders headers;

    AnthropicErrors(AnthropicHeaders headers) {
        this.headers = headers;
    }

    Reply of(CallContext context, ApiError error, @Nullable Duration retryAfter) {
        return switch (error) {
            case RATE_LIMITED -> rateLimited(context, retryAfter);
            case QUOTA_EXHAUSTED -> quotaExhausted(context);
            case PAYMENT_REQUIRED ->
                reply(
                        context,
                        402,
                        "billing_error",
                        "There is an issue with your billing or payment information. Please check your payment details in"
                                + " the Console.");
            case SPEND_LIMIT ->
                invalid(
                        context,
                        "You have reached your specified API usage limits. You will regain access on "
                                + AnthropicHeaders.nextMonth(context.now()) + " at 00:00 UTC.");
            case SERVER_ERROR -> reply(context, 500, "api_error", "Internal server error");
            case UNAVAILABLE -> unavailable();
            case OVERLOADED -> reply(context, 529, "overloaded_error", "Overloaded");
            case UNAUTHORIZED -> wrongKey(context);
            case FORBIDDEN ->
                reply(
                        context,
                        403,
                        "permission_error",
                        "Your API key does not have permission to use the specified resource.");
            case TOO_LONG -> tooLong(context, context.endpoint().contextWindow() + 1);
            case CONTENT_POLICY -> invalid(context, "Output blocked by content filtering policy");
        };
    }

    Reply missingKey(CallContext context) {
        return reply(context, 401, "authentication_error", "x-api-key header is required");
    }

    Reply wrongKey(CallContext context) {
        return reply(context, 401, "authentication_error", "invalid x-api-key");
    }

    Reply unknownPath(CallContext context) {
        return reply(context, 404, "not_found_error", "Not found");
    }

    Reply wrongMethod(CallContext context) {
        return reply(context, 405, INVALID, "Method Not Allowed");
    }

    Reply unknownModel(CallContext context, String model) {
        return reply(context, 404, "not_found_error", "model: " + model);
    }

    Reply tooLong(CallContext context, int inputTokens) {
        return invalid(
                context,
                "prompt is too long: " + inputTokens + " tokens > "
                        + context.endpoint().contextWindow() + " maximum");
    }

    Reply invalid(CallContext context, String message) {
        return reply(context, 400, INVALID, message);
    }

    /** The refusal of what is over a limit. */
    Reply limited(CallContext context, Admission.Refused refused) {
        boolean requests = refused.by() == Limited.REQUESTS;
        Quota.Left left =
                requests ? context.quota().requests() : context.quota().tokens();
        return rateLimited(
                context,
                headers.limited(context, refused.retryAfter()),
                (left == null ? 0 : left.limit()) + (requests ? " requests" : " tokens"));
    }

    private Reply rateLimited(CallContext context, @Nullable Duration retryAfter) {
        return rateLimited(context, headers.spent(context, retryAfter), AnthropicHeaders.REQUESTS + " requests");
    }

    private static Reply rateLimited(CallContext context, Map<String, String> limits, String limit) {
        ObjectNode body = body(
                context,
                "rate_limit_error",
                "This request would exceed your organization's rate limit of " + limit
                        + " per minute. For details, refer to: https://docs.claude.com/en/api/rate-limits.");
        return new Reply(429, limits, Json.TYPE, Json.bytes(body));
    }

    private Reply quotaExhausted(CallContext context) {
        ObjectNode body = body(
                context,
                "rate_limit_error",
                "Your organization has reached its monthly spend limit. Access resumes at 00:00 UTC on "
                        + AnthropicHeaders.nextMonth(context.now()) + ".");
        ObjectNode error = body.withObject("/error");
        error.putObject("details").put("error_code", "enforced_spend_limit_reached");
        return new Reply(429, headers.plain(context), Json.TYPE, Json.bytes(body));
    }

    private static Reply unavailable() {
        String body = "upstream connect error or disconnect/reset before headers. reset reason: overflow";
        return new Reply(503, Map.of(), "text/plain", body.getBytes(StandardCharsets.US_ASCII));
    }

    private Reply reply(CallContext context, int status, String type, String message) {
        Map<String, String> plain = headers.plain(context);
        return new Reply(status, plain, Json.TYPE, Json.bytes(body(context, type, message)));
    }

    private static ObjectNode body(CallContext context, String type, String message) {
        ObjectNode root = Json.object().put("type", "error");
        root.putObject("error").put("type", type).put("message", message);
        return root.put("request_id", AnthropicHeaders.requestId(context));
    }
}
