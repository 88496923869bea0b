package io.tieline.gateway.http;

import io.tieline.gateway.words.ApiError;

/** Ends the work on a request with an error that its caller is told. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    RefusedException(ApiError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    ApiError error() {
        return error;
    }
}
