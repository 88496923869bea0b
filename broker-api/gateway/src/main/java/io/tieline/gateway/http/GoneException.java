package io.tieline.gateway.http;

/** The caller has hung up: nobody is left to be answered. */
final class GoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GoneException() {
        super("the caller has hung up", null, false, false);
    }
}
