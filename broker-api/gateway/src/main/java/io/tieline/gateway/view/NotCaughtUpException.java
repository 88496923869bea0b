package io.tieline.gateway.view;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a topic says now can't be told: Kafka is away, or reading takes too long. Trying again later is of use. */
public final class NotCaughtUpException extends IOException {
    private static final long serialVersionUID = 1L;

    public NotCaughtUpException(String topic, String why, @Nullable Throwable cause) {
        super("what " + topic + " says now can't be told: " + why, cause);
    }
}
