package io.tieline.gateway.own;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.ErrorWords;
import io.tieline.gateway.words.Flaw;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Trouble;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Errors of the native API: {@code {"error": {code, message, field}, "requestId"}}. */
public final class OwnErrors implements ErrorWords {
    public static final OwnErrors INSTANCE = new OwnErrors();

    private OwnErrors() {}

    @Override
    public ObjectNode body(ApiError error, @Nullable String requestId) {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("code", error.code() == null ? error.trouble().name().toLowerCase(Locale.ROOT) : error.code())
                .put("message", error.message())
                .put("field", error.param());
        return body.put("requestId", requestId);
    }

    /** No such request, job or file, or somebody else's. */
    public ApiError unknown(String kind, String id) {
        return ApiError.of(Trouble.NOT_FOUND, kind + " is '" + id + "', which isn't known here");
    }

    /** The file that a job names isn't there, or is another tenant's. */
    public static Flaw unknownInput(String id) {
        return new Flaw.Other("inputFileId", "inputFileId is '" + id + "', which isn't known here");
    }

    /** The body is no JSON. */
    public ApiError notJson() {
        return ApiError.of(Trouble.INVALID, "body is something else, allowed: a JSON object, each field once");
    }

    @Override
    public ApiError phrase(Flaw flaw) {
        String path = flaw.path();
        String message = switch (flaw) {
            case Flaw.Missing _ -> path + " is missing";
            case Flaw.WrongKind(String _, String expected, String got) ->
                (path.isEmpty() ? "body" : path) + " is " + got + ", allowed: " + expected;
            case Flaw.NotOneOf(String _, var allowed, String got) ->
                path + " is '" + got + "', allowed: " + String.join(", ", allowed);
            case Flaw.TooSmall(String _, String least, String got) ->
                path + " is '" + got + "', allowed: " + least + " or more";
            case Flaw.TooLarge(String _, String most, String got) ->
                path + " is '" + got + "', allowed: " + most + " or less";
            case Flaw.Unsupported(String _, String told) -> told;
            case Flaw.Other(String _, String told) -> told;
        };
        return new ApiError(Trouble.INVALID, message, "request.invalid", path.isEmpty() ? null : path, null);
    }
}
