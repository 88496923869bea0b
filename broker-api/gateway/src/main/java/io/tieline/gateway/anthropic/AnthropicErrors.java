package io.tieline.gateway.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.ErrorWords;
import io.tieline.gateway.words.Flaw;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Trouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Errors in Anthropic's words. */
public final class AnthropicErrors implements ErrorWords {
    public static final AnthropicErrors INSTANCE = new AnthropicErrors();

    private static final int OVERLOADED = 529;

    private AnthropicErrors() {}

    @Override
    public int status(ApiError error) {
        return error.trouble() == Trouble.OVERLOADED
                ? OVERLOADED
                : error.trouble().status();
    }

    @Override
    public ObjectNode body(ApiError error, @Nullable String requestId) {
        ObjectNode body = Json.object().put("type", "error");
        body.putObject("error").put("type", type(error.trouble())).put("message", error.message());
        return requestId == null ? body : body.put("request_id", requestId);
    }

    private static String type(Trouble trouble) {
        return switch (trouble) {
            case INVALID, TOO_LONG, CONTENT_POLICY, METHOD, CONFLICT, CANCELLED -> "invalid_request_error";
            case UNAUTHENTICATED -> "authentication_error";
            case FORBIDDEN -> "permission_error";
            case NOT_FOUND -> "not_found_error";
            case TOO_LARGE -> "request_too_large";
            case RATE_LIMITED, BUDGET -> "rate_limit_error";
            case INTERNAL, UPSTREAM, UNAVAILABLE -> "api_error";
            case OVERLOADED -> "overloaded_error";
            case TIMED_OUT -> "timeout_error";
        };
    }

    /** What is answered where a model isn't there or the caller may not have it. */
    public ApiError unknownModel(String model) {
        return ApiError.of(Trouble.NOT_FOUND, "model: " + model);
    }

    /** No such batch, or somebody else's. */
    public ApiError unknownBatch(String id) {
        return ApiError.of(Trouble.NOT_FOUND, "Message Batch " + id + " not found.");
    }

    /** Its results are asked for before there are any. */
    public ApiError noResults(String id) {
        return ApiError.of(Trouble.NOT_FOUND, "Message Batch " + id + " has no available results.");
    }

    /** A batch is to be deleted before it has ended. */
    public ApiError notEnded() {
        return ApiError.of(
                Trouble.INVALID, "In progress batches cannot be deleted. Consider canceling the batch instead.");
    }

    /**
     * A request of a batch has more bytes than any may.
     *
     * @param index its place among the requests, from 0
     */
    ApiError requestTooLong(int index) {
        return ApiError.of(
                Trouble.TOO_LARGE,
                "requests." + index + ": the request has more than " + OneByOne.MOST_BYTES + " bytes");
    }

    /** A request of a batch asks for events. */
    ApiError noStream() {
        return ApiError.of(Trouble.INVALID, "\"stream=True\" is not supported in the Message Batches API");
    }

    /** The body is no JSON. */
    public ApiError notJson() {
        return ApiError.of(Trouble.INVALID, "The request body is not valid JSON.");
    }

    @Override
    public ApiError phrase(Flaw flaw) {
        String place = flaw.path().replaceAll("\\[(\\d+)]", ".$1");
        String message = switch (flaw) {
            case Flaw.Missing _ -> "Field required";
            case Flaw.WrongKind(String _, String expected, String _) -> "Input should be " + valid(expected);
            case Flaw.NotOneOf(String _, var allowed, String _) ->
                "Input should be "
                        + allowed.stream().map(each -> "'" + each + "'").collect(Collectors.joining(", "));
            case Flaw.TooSmall(String _, String least, String _) -> "Input should be greater than or equal to " + least;
            case Flaw.TooLarge(String _, String most, String _) -> "Input should be less than or equal to " + most;
            case Flaw.Unsupported(String _, String told) -> told;
            case Flaw.Other(String _, String told) -> told;
        };
        return ApiError.of(Trouble.INVALID, place.isEmpty() ? message : place + ": " + message);
    }

    private static String valid(String expected) {
        return switch (expected) {
            case "an integer", "a string", "a boolean" -> "a valid " + expected.substring(expected.indexOf(' ') + 1);
            case "a decimal" -> "a valid number";
            case "an object" -> "a valid dictionary";
            default -> expected.startsWith("an array") ? "a valid list" : expected;
        };
    }
}
