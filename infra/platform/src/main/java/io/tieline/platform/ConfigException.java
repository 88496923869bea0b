package io.tieline.platform;

/** The configuration can't be used as it is written. The message names place and value, and what is allowed. */
public final class ConfigException extends RuntimeException {
    ConfigException(String message) {
        super(message);
    }
}
