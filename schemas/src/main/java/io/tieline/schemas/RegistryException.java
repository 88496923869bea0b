package io.tieline.schemas;

import org.jspecify.annotations.Nullable;

/** The registry can't be reached, lacks a schema or refuses one; the message says which, and what to do. */
public final class RegistryException extends RuntimeException {
    RegistryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
