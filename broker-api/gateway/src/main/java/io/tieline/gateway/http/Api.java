package io.tieline.gateway.http;

import io.tieline.gateway.anthropic.AnthropicErrors;
import io.tieline.gateway.openai.OpenAiErrors;
import io.tieline.gateway.own.OwnErrors;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.ErrorWords;
import io.tieline.gateway.words.Trouble;

/** In whose words a caller is answered. */
enum Api {
    OPENAI,
    ANTHROPIC,
    OWN;

    /**
     * By the path, and where several APIs have it, by the header that one of them demands.
     *
     * @param anthropicVersion whether there is a header {@code anthropic-version}
     */
    static Api of(String path, boolean anthropicVersion) {
        if (isUnder(path, "/v1/requests") || isUnder(path, "/v1/jobs") || !path.startsWith("/v1/")) {
            return OWN;
        }
        return anthropicVersion || isUnder(path, "/v1/messages") ? ANTHROPIC : OPENAI;
    }

    private static boolean isUnder(String path, String root) {
        return path.equals(root) || path.startsWith(root + "/");
    }

    ErrorWords words() {
        return switch (this) {
            case OPENAI -> OpenAiErrors.INSTANCE;
            case ANTHROPIC -> AnthropicErrors.INSTANCE;
            case OWN -> OwnErrors.INSTANCE;
        };
    }

    ApiError notJson() {
        return switch (this) {
            case OPENAI -> OpenAiErrors.INSTANCE.notJson();
            case ANTHROPIC -> AnthropicErrors.INSTANCE.notJson();
            case OWN -> OwnErrors.INSTANCE.notJson();
        };
    }

    ApiError unknownModel(String model) {
        return switch (this) {
            case OPENAI -> OpenAiErrors.INSTANCE.unknownModel(model);
            case ANTHROPIC -> AnthropicErrors.INSTANCE.unknownModel(model);
            case OWN -> OwnErrors.INSTANCE.unknown("route", model);
        };
    }

    ApiError noKey() {
        return ApiError.of(
                Trouble.UNAUTHENTICATED,
                switch (this) {
                    case OPENAI ->
                        "You didn't provide an API key. You need to provide your API key in an Authorization header"
                                + " using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).";
                    case ANTHROPIC -> "x-api-key header is required";
                    case OWN -> "the key is missing, allowed: Authorization: Bearer KEY, or x-api-key: KEY";
                });
    }

    ApiError wrongKey() {
        return ApiError.of(
                Trouble.UNAUTHENTICATED,
                switch (this) {
                    case OPENAI -> "Incorrect API key provided.";
                    case ANTHROPIC -> "invalid x-api-key";
                    case OWN -> "the key isn't known here";
                });
    }
}
