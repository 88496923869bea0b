package io.tieline.gateway.http;

import io.tieline.gateway.words.ApiError;
import java.util.Map;

/** Ends the work on a request with an error that its caller is told. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ApiError error;
    private final transient Map<String, String> facts;

    RefusedException(ApiError error) {
        this(error, Map.of());
    }

    /**
     * Makes it of a request that has its reply.
     *
     * @param facts headers that tell of it
     */
    RefusedException(ApiError error, Map<String, String> facts) {
        super(error.message(), null, false, false);
        this.error = error;
        this.facts = Map.copyOf(facts);
    }

    Map<String, String> facts() {
        return facts;
    }

    ApiError error() {
        return error;
    }
}
