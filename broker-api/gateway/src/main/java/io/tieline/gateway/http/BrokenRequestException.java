package io.tieline.gateway.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request that isn't one, or doesn't come to its end. */
final class BrokenRequestException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenRequestException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
