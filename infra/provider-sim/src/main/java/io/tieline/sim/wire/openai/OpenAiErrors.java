package io.tieline.sim.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.sim.limit.Admission;
import io.tieline.sim.limit.Limited;
import io.tieline.sim.limit.Quota;
import io.tieline.sim.wire.ApiError;
import io.tieline.sim.wire.CallContext;
import io.tieline.sim.wire.Json;
import io.tieline.sim.wire.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's error bodies. */
final class OpenAiErrors {
    static final String INVALID = "invalid_request_error";

    private static final String NO_QUOTA = "insufficient_quota";
    private static final String QUOTA_MESSAGE =
            "You exceeded your current quota, please check your plan and billing details. For more information on this"
                    + " error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.";
    private static final String POLICY_MESSAGE =
            "Your request was rejected as a result of our safety system. Your request may contain content that is not"
                    + " allowed by our safety system.";

    private final OpenAiHeaders headers;

    OpenAiErrors(OpenAiHeaders headers) {
        this.headers = headers;
    }

    Reply of(CallContext context, ApiError error, @Nullable Duration retryAfter) {
        return switch (error) {
            case RATE_LIMITED -> rateLimited(context, retryAfter);
            case QUOTA_EXHAUSTED, SPEND_LIMIT -> reply(context, 429, NO_QUOTA, QUOTA_MESSAGE, null, NO_QUOTA);
            // OpenAI has no 402; this is what DeepSeek says, which speaks the same format.
            case PAYMENT_REQUIRED -> reply(context, 402, "unknown_error", "Insufficient Balance", null, INVALID);
            case SERVER_ERROR -> serverError(context, 500, "The server had an error while processing your request.");
            case UNAVAILABLE -> serverError(context, 503, "Service temporarily unavailable, please try again later.");
            case OVERLOADED -> serverError(context, 503, "The engine is currently overloaded, please try again later");
            case UNAUTHORIZED -> wrongKey(context);
            case FORBIDDEN -> regionBlocked(context);
            case TOO_LONG -> tooLong(context, context.endpoint().contextWindow() + 1);
            case CONTENT_POLICY -> invalid(context, null, "content_policy_violation", POLICY_MESSAGE);
        };
    }

    Reply noJson(CallContext context) {
        return invalid(
                context,
                null,
                null,
                "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP"
                        + " library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid"
                        + " JSON.)");
    }

    Reply wrongType(CallContext context, String param, String expected, JsonNode got) {
        return invalid(
                context,
                param,
                "invalid_type",
                "Invalid type for '" + param + "': expected " + expected + ", but got " + Json.kind(got) + " instead.");
    }

    Reply missing(CallContext context, String param) {
        return invalid(context, param, "missing_required_parameter", "Missing required parameter: '" + param + "'.");
    }

    Reply noChat(CallContext context) {
        return reply(
                context,
                404,
                INVALID,
                "This is not a chat model and thus not supported in the v1/chat/completions endpoint. Did you mean to use"
                        + " v1/completions?",
                "model",
                null);
    }

    Reply noEmbeddings(CallContext context) {
        String message = "You are not allowed to generate embeddings from this model";
        return reply(context, 403, INVALID, message, null, null);
    }

    /** Mistral's own shape, which is that of a Python framework. */
    Reply extraForbidden(CallContext context, JsonNode body, List<String> fields) {
        ObjectNode root = Json.object().put("object", "error");
        ArrayNode details = root.putObject("message").putArray("detail");
        for (String field : fields) {
            ObjectNode detail = details.addObject().put("type", "extra_forbidden");
            detail.putArray("loc").add("body").add(field);
            detail.put("msg", "Extra inputs are not permitted").set("input", body.path(field));
        }
        root.put("type", INVALID).putNull("param").putNull("code");
        return new Reply(422, headers.plain(context), Json.TYPE, Json.bytes(root));
    }

    /** The refusal of what is over a limit. */
    Reply limited(CallContext context, Admission.Refused refused) {
        boolean requests = refused.by() == Limited.REQUESTS;
        Quota.Left left =
                requests ? context.quota().requests() : context.quota().tokens();
        int limit = left == null ? 0 : left.limit();
        int used = left == null ? 0 : Math.max(0, limit - left.remaining());
        String of = requests ? "requests per min (RPM)" : "tokens per min (TPM)";
        Duration retryAfter = refused.retryAfter();
        String message = retryAfter == null
                ? "Request too large for " + context.endpoint().model() + " in organization org-simulated on " + of
                        + ": Limit " + limit + ", Requested " + refused.asked()
                        + ". The input or output tokens must be reduced in order to run successfully."
                : "Rate limit reached for " + context.endpoint().model() + " in organization org-simulated on " + of
                        + ": Limit " + limit + ", Used " + used + ", Requested " + refused.asked()
                        + ". Please try again in " + OpenAiHeaders.span(retryAfter) + ".";
        byte[] body = body(
                refused.by().id(),
                message + " Visit https://platform.openai.com/account/rate-limits to learn more.",
                null,
                "rate_limit_exceeded");
        return new Reply(429, headers.limited(context, retryAfter), Json.TYPE, body);
    }

    Reply missingKey(CallContext context) {
        return reply(
                context,
                401,
                INVALID,
                "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer"
                        + " auth (i.e. Authorization: Bearer YOUR_KEY).",
                null,
                null);
    }

    Reply wrongKey(CallContext context) {
        return reply(
                context,
                401,
                INVALID,
                "Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.",
                null,
                "invalid_api_key");
    }

    Reply unknownPath(CallContext context, String method, String path) {
        return reply(context, 404, INVALID, "Invalid URL (" + method + " " + path + ")", null, null);
    }

    Reply wrongMethod(CallContext context, String method, String path) {
        return reply(
                context,
                405,
                INVALID,
                "Not allowed to " + method + " on " + path + " (HINT: Perhaps you meant to use a different HTTP"
                        + " method?)",
                null,
                "method_not_supported");
    }

    Reply unknownModel(CallContext context, String model) {
        return reply(
                context,
                404,
                INVALID,
                "The model `" + model + "` does not exist or you do not have access to it.",
                null,
                "model_not_found");
    }

    Reply tooLong(CallContext context, int inputTokens) {
        return invalid(
                context,
                "messages",
                "context_length_exceeded",
                "This model's maximum context length is " + context.endpoint().contextWindow()
                        + " tokens. However, your messages resulted in " + inputTokens
                        + " tokens. Please reduce the length of the messages.");
    }

    Reply invalid(CallContext context, @Nullable String param, @Nullable String code, String message) {
        return reply(context, 400, INVALID, message, param, code);
    }

    private Reply serverError(CallContext context, int status, String message) {
        return reply(context, status, "server_error", message, null, null);
    }

    private Reply regionBlocked(CallContext context) {
        return reply(
                context,
                403,
                "request_forbidden",
                "Country, region, or territory not supported",
                null,
                "unsupported_country_region_territory");
    }

    private Reply rateLimited(CallContext context, @Nullable Duration retryAfter) {
        String hint = retryAfter == null ? "" : " Please try again in " + OpenAiHeaders.span(retryAfter) + ".";
        byte[] body = body(
                "requests",
                "Rate limit reached for " + context.endpoint().model()
                        + " in organization org-simulated on requests per min"
                        + " (RPM): Limit " + OpenAiHeaders.REQUESTS + ", Used " + OpenAiHeaders.REQUESTS
                        + ", Requested 1." + hint
                        + " Visit https://platform.openai.com/account/rate-limits to learn more.",
                null,
                "rate_limit_exceeded");
        return new Reply(429, headers.spent(context, retryAfter), Json.TYPE, body);
    }

    private Reply reply(
            CallContext context,
            int status,
            String type,
            String message,
            @Nullable String param,
            @Nullable String code) {
        Map<String, String> plain = headers.plain(context);
        return new Reply(status, plain, Json.TYPE, body(type, message, param, code));
    }

    private static byte[] body(String type, String message, @Nullable String param, @Nullable String code) {
        ObjectNode root = Json.object();
        root.putObject("error")
                .put("message", message)
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return Json.bytes(root);
    }
}
