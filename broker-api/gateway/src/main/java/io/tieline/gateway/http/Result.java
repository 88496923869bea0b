package io.tieline.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.idempotency.Answer;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What is answered to a request. */
sealed interface Result {
    /**
     * An answer that is there as a whole.
     *
     * @param headers beside those that all answers have
     */
    record Whole(Answer answer, Map<String, String> headers) implements Result {
        public Whole {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * A content that is passed on as it is read, and closed.
     *
     * @param bytes its length
     */
    record Content(String contentType, long bytes, InputStream content) implements Result {}

    /** The answer has been sent already, bit by bit. */
    record Sent() implements Result {}

    static Whole json(ObjectNode body) {
        return json(200, body, Map.of());
    }

    static Whole json(int status, ObjectNode body, Map<String, String> headers) {
        return text(status, "application/json", body.toString(), headers);
    }

    static Whole text(int status, String contentType, String body, Map<String, String> headers) {
        return new Whole(
                new Answer(status, contentType, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8))), headers);
    }
}
