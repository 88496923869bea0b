package io.tieline.gateway.idempotency;

import java.nio.ByteBuffer;

/** What is answered over HTTP. */
public record Answer(int status, String contentType, ByteBuffer body) {
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    public Answer {
        body = body.asReadOnlyBuffer();
    }

    /** Whether the same request again can get no other answer; otherwise it is to be tried anew. */
    public boolean isFinal() {
        return status < SERVER_ERROR && status != CONFLICT && status != TOO_MANY;
    }
}
