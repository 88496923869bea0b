package io.tieline.platform;

/** The configuration can't be used as it is written. The message names place and value, and what is allowed. */
public final class ConfigException extends RuntimeException {
    /** Says what is wrong, where, and what is allowed. */
    public ConfigException(String message) {
        super(message);
    }
}
