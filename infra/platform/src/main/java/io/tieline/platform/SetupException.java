package io.tieline.platform;

/** Topics can't be set up; the message says why, and at which Kafka. */
public final class SetupException extends RuntimeException {
    SetupException(String message, Throwable cause) {
        super(message, cause);
    }
}
