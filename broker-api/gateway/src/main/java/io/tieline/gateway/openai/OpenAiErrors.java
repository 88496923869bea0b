package io.tieline.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.ErrorWords;
import io.tieline.gateway.words.Flaw;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Trouble;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Errors in OpenAI's words. */
public final class OpenAiErrors implements ErrorWords {
    public static final OpenAiErrors INSTANCE = new OpenAiErrors();

    private OpenAiErrors() {}

    @Override
    public ObjectNode body(ApiError error, @Nullable String requestId) {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("message", error.message())
                .put("type", type(error.trouble()))
                .put("param", error.param())
                .put("code", error.code() == null ? code(error.trouble()) : error.code());
        return body;
    }

    private static String type(Trouble trouble) {
        return switch (trouble) {
            case INVALID,
                    TOO_LONG,
                    CONTENT_POLICY,
                    UNAUTHENTICATED,
                    NOT_FOUND,
                    METHOD,
                    CONFLICT,
                    TOO_LARGE,
                    CANCELLED -> "invalid_request_error";
            case FORBIDDEN -> "permission_error";
            case RATE_LIMITED -> "requests";
            case BUDGET -> "insufficient_quota";
            case INTERNAL, UPSTREAM, UNAVAILABLE, OVERLOADED -> "server_error";
            case TIMED_OUT -> "timeout_error";
        };
    }

    private static @Nullable String code(Trouble trouble) {
        return switch (trouble) {
            case TOO_LONG -> "context_length_exceeded";
            case CONTENT_POLICY -> "content_policy_violation";
            case UNAUTHENTICATED -> "invalid_api_key";
            case TOO_LARGE -> "request_too_large";
            case RATE_LIMITED -> "rate_limit_exceeded";
            case BUDGET -> "insufficient_quota";
            case CANCELLED -> "request_cancelled";
            case OVERLOADED -> "server_is_overloaded";
            case TIMED_OUT -> "request_timeout";
            case FORBIDDEN, INVALID, METHOD, NOT_FOUND, CONFLICT, INTERNAL, UPSTREAM, UNAVAILABLE -> null;
        };
    }

    /** What is answered where the path, or the body, names a model that isn't there or that the caller may not have. */
    public ApiError unknownModel(String model) {
        String message = "The model '" + model + "' does not exist or you do not have access to it.";
        return new ApiError(Trouble.NOT_FOUND, message, "model_not_found", "model", null);
    }

    /** No such file, or somebody else's. */
    public ApiError unknownFile(String id) {
        return new ApiError(Trouble.NOT_FOUND, "No such File object: " + id, null, "id", null);
    }

    /** No such batch, or somebody else's. */
    public ApiError unknownBatch(String id) {
        return new ApiError(Trouble.NOT_FOUND, "No batch found with id '" + id + "'.", null, null, null);
    }

    /** A file for batches is not named as one. */
    public ApiError notJsonLines() {
        return ApiError.of(Trouble.INVALID, "Invalid file format for Batch API. Must be .jsonl");
    }

    /** The body is no JSON. */
    public ApiError notJson() {
        return ApiError.of(
                Trouble.INVALID,
                "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP"
                        + " library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid"
                        + " JSON.)");
    }

    @Override
    public ApiError phrase(Flaw flaw) {
        String path = flaw.path();
        return switch (flaw) {
            case Flaw.Missing(String _)
            when path.equals("model") -> invalid(null, "you must provide a model parameter", null);
            case Flaw.Missing(String _) ->
                invalid("missing_required_parameter", "Missing required parameter: '" + path + "'.", path);
            case Flaw.WrongKind(String _, String expected, String got) ->
                invalid(
                        "invalid_type",
                        "Invalid type for '" + path + "': expected " + expected + ", but got " + got + " instead.",
                        path);
            case Flaw.NotOneOf(String _, var allowed, String got) ->
                invalid(
                        "invalid_value",
                        "Invalid value: '" + got + "'. Supported values are: " + listed(allowed) + ".",
                        path);
            case Flaw.TooSmall(String _, String least, String got) ->
                invalid(
                        kind(least) + "_below_min_value",
                        "Invalid '" + path + "': " + kind(least) + " below minimum value. Expected a value >= " + least
                                + ", but got " + got + " instead.",
                        path);
            case Flaw.TooLarge(String _, String most, String got) ->
                invalid(
                        kind(most) + "_above_max_value",
                        "Invalid '" + path + "': " + kind(most) + " above maximum value. Expected a value <= " + most
                                + ", but got " + got + " instead.",
                        path);
            case Flaw.Unsupported(String _, String message) -> invalid("unsupported_value", message, path);
            case Flaw.Other(String _, String message) -> invalid("invalid_value", message, path);
        };
    }

    private static String listed(List<String> words) {
        List<String> quoted = words.stream().map(each -> "'" + each + "'").toList();
        int last = quoted.size() - 1;
        return switch (last) {
            case 0 -> quoted.getFirst();
            case 1 -> String.join(" and ", quoted);
            default -> String.join(", ", quoted.subList(0, last)) + ", and " + quoted.get(last);
        };
    }

    /** A list that is longer than the API takes. */
    static Flaw tooLong(String field, int most, int got) {
        return new Flaw.Other(
                field,
                "Invalid '" + field + "': array too long. Expected an array with maximum length " + most
                        + ", but got an array with length " + got + " instead.");
    }

    private static String kind(String bound) {
        return bound.contains(".") ? "decimal" : "integer";
    }

    private static ApiError invalid(@Nullable String code, String message, @Nullable String param) {
        return new ApiError(Trouble.INVALID, message, code, param == null || param.isEmpty() ? null : param, null);
    }
}
