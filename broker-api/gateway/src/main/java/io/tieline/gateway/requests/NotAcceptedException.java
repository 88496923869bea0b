package io.tieline.gateway.requests;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Kafka is away, or refuses; or the file store, where the request needs it. */
public final class NotAcceptedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean perhaps;

    /**
     * Says why.
     *
     * @param perhaps whether Kafka may have taken it all the same
     */
    public NotAcceptedException(String message, boolean perhaps, @Nullable Throwable cause) {
        super(message, cause);
        this.perhaps = perhaps;
    }

    /** Whether Kafka may have taken it all the same: then only the same request, under the same id, may be sent again. */
    public boolean isPerhapsAccepted() {
        return perhaps;
    }
}
