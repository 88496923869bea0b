package io.tieline.sim.wire.gemini;

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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gemini's error bodies. Its limits are told in the body's details; it sends no rate-limit headers. */
final class GeminiErrors {
    static final String INVALID = "INVALID_ARGUMENT";
    private static final String TYPES = "type.googleapis.com/google.rpc.";
    private static final String REQUESTS = "generativelanguage.googleapis.com/generate_content_requests";
    private static final String TOKENS =
            "generativelanguage.googleapis.com/generate_content_paid_tier_input_token_count";
    private static final String PER_MINUTE = "GenerateRequestsPerMinutePerProjectPerModel";
    private static final String PER_DAY = "GenerateRequestsPerDayPerProjectPerModel-FreeTier";
    private static final String TOKENS_PER_MINUTE = "GenerateContentPaidTierInputTokensPerModelPerMinute";

    Reply of(CallContext context, ApiError error, @Nullable Duration retryAfter) {
        return switch (error) {
            case RATE_LIMITED -> exhausted(context, REQUESTS, PER_MINUTE, 1_000, retryAfter);
            case QUOTA_EXHAUSTED, SPEND_LIMIT -> exhausted(context, REQUESTS, PER_DAY, 1_000, null);
            case PAYMENT_REQUIRED ->
                reply(402, "FAILED_PRECONDITION", "Your prepaid credits are depleted. Please check your billing.");
            case SERVER_ERROR ->
                reply(
                        500,
                        "INTERNAL",
                        "An internal error has occurred. Please retry or report in"
                                + " https://developers.generativeai.google/guide/troubleshooting");
            case UNAVAILABLE -> reply(503, "UNAVAILABLE", "The service is currently unavailable.");
            case OVERLOADED -> reply(503, "UNAVAILABLE", "The model is overloaded. Please try again later.");
            case UNAUTHORIZED ->
                reply(
                        401,
                        "UNAUTHENTICATED",
                        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or"
                                + " other valid authentication credential.");
            case FORBIDDEN -> reply(403, "PERMISSION_DENIED", "The caller does not have permission");
            case TOO_LONG -> tooLong(context, context.endpoint().contextWindow() + 1);
            case CONTENT_POLICY -> blocked(context);
        };
    }

    Reply noJson() {
        return invalid("Invalid JSON payload received. Unexpected token.");
    }

    Reply missingKey() {
        return reply(
                403,
                "PERMISSION_DENIED",
                "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or"
                        + " other form of API consumer identity to call this API.");
    }

    /** Gemini says 400 here, not 401. */
    Reply wrongKey() {
        ObjectNode body = body(400, INVALID, "API key not valid. Please pass a valid API key.");
        ObjectNode info = details(body).addObject().put("@type", TYPES + "ErrorInfo");
        info.put("reason", "API_KEY_INVALID").put("domain", "googleapis.com");
        info.putObject("metadata").put("service", "generativelanguage.googleapis.com");
        return json(400, body);
    }

    /** A path that no service of Google's knows is answered by its front end, in HTML. */
    Reply unknownPath(String path) {
        String escaped = path.replace("&", "&amp;").replace("<", "&lt;");
        String page =
                "<!DOCTYPE html>\n<html lang=en>\n  <meta charset=utf-8>\n  <title>Error 404 (Not Found)!!1</title>\n"
                        + "  <p><b>404.</b> <ins>That\u2019s an error.</ins>\n  <p>The requested URL <code>" + escaped
                        + "</code> was not found on this server.  <ins>That\u2019s all we know.</ins>\n";
        return new Reply(404, Map.of(), "text/html; charset=UTF-8", page.getBytes(StandardCharsets.UTF_8));
    }

    Reply unknownModel(String model, String method) {
        return reply(
                404,
                "NOT_FOUND",
                "models/" + model
                        + " is not found for API version v1beta, or is not supported for " + method + ". Call"
                        + " ListModels to see the list of available models and their supported methods.");
    }

    Reply tooLong(CallContext context, int inputTokens) {
        return reply(
                400,
                INVALID,
                "The input token count (" + inputTokens + ") exceeds the maximum number of tokens allowed ("
                        + context.endpoint().contextWindow() + ").");
    }

    Reply invalid(String message) {
        return reply(400, INVALID, message);
    }

    /** A field that the request's type doesn't have, or that has another type. */
    Reply invalidField(String field, String message) {
        ObjectNode body = body(400, INVALID, message);
        ObjectNode violation = details(body).addObject().put("@type", TYPES + "BadRequest");
        violation.putArray("fieldViolations").addObject().put("field", field).put("description", message);
        return json(400, body);
    }

    Reply wrongValue(String field, String type, JsonNode value) {
        return invalidField(field, "Invalid value at '" + field + "' (" + type + "), " + value);
    }

    /** The refusal of the first name that is none of these, in either spelling; null where there is none. */
    @Nullable
    Reply unknownName(JsonNode message, Set<String> names, String field) {
        for (Iterator<String> given = message.fieldNames(); given.hasNext(); ) {
            String name = given.next();
            if (!names.contains(GeminiNames.camel(name))) {
                String where = field.isEmpty() ? "" : " at '" + field + "'";
                return invalidField(
                        field,
                        "Invalid JSON payload received. Unknown name \"" + name + "\"" + where
                                + ": Cannot find field.");
            }
        }
        return null;
    }

    /** The refusal of what is over a limit. */
    Reply limited(CallContext context, Admission.Refused refused) {
        boolean requests = refused.by() == Limited.REQUESTS;
        Quota.Left left =
                requests ? context.quota().requests() : context.quota().tokens();
        int limit = left == null ? 0 : left.limit();
        return requests
                ? exhausted(context, REQUESTS, PER_MINUTE, limit, refused.retryAfter())
                : exhausted(context, TOKENS, TOKENS_PER_MINUTE, limit, refused.retryAfter());
    }

    private static Reply exhausted(
            CallContext context, String metric, String quotaId, int limit, @Nullable Duration retryAfter) {
        String hint = retryAfter == null ? "" : "\nPlease retry in " + seconds(retryAfter) + ".";
        ObjectNode body = body(
                429,
                "RESOURCE_EXHAUSTED",
                "You exceeded your current quota, please check your plan and billing details. For more information on this"
                        + " error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.\n* Quota exceeded for"
                        + " metric: " + metric + ", limit: " + limit + ", model: "
                        + context.endpoint().model() + hint);
        ArrayNode details = details(body);
        ObjectNode violation = details.addObject()
                .put("@type", TYPES + "QuotaFailure")
                .putArray("violations")
                .addObject();
        violation.put("quotaMetric", metric).put("quotaId", quotaId).put("quotaValue", Integer.toString(limit));
        violation
                .putObject("quotaDimensions")
                .put("location", "global")
                .put("model", context.endpoint().model());
        if (retryAfter != null) {
            details.addObject().put("@type", TYPES + "RetryInfo").put("retryDelay", seconds(retryAfter));
        }
        return json(429, body);
    }

    /** Not an error to Gemini: an answer without candidates. */
    private static Reply blocked(CallContext context) {
        ObjectNode body = Json.object();
        body.putObject("promptFeedback").put("blockReason", "PROHIBITED_CONTENT");
        body.putObject("usageMetadata").put("promptTokenCount", 0).put("totalTokenCount", 0);
        body.put("modelVersion", context.endpoint().model());
        return json(200, body);
    }

    /** A duration as protobuf writes it in JSON: {@code 36s}, {@code 0.250s}; parts of a millisecond are rounded up. */
    private static String seconds(Duration time) {
        Duration rounded = Duration.ofMillis(Math.ceilDiv(time.toNanos(), 1_000_000));
        return rounded.toMillisPart() == 0
                ? rounded.toSeconds() + "s"
                : String.format("%d.%03ds", rounded.toSeconds(), rounded.toMillisPart());
    }

    private static Reply reply(int status, String name, String message) {
        return json(status, body(status, name, message));
    }

    private static ObjectNode body(int status, String name, String message) {
        ObjectNode root = Json.object();
        root.putObject("error").put("code", status).put("message", message).put("status", name);
        return root;
    }

    private static ArrayNode details(ObjectNode body) {
        return body.withObject("/error").putArray("details");
    }

    private static Reply json(int status, ObjectNode body) {
        return new Reply(status, GeminiWire.HEADERS, GeminiWire.TYPE, Json.bytes(body));
    }
}
