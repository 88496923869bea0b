package io.tieline.gateway.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.ServerEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The way back to a caller. Used by one thread. */
final class Replies {
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]+");

    private final ServerResponse response;
    private @Nullable OutputStream events;

    Replies(ServerResponse response) {
        this.response = response;
    }

    /** Each API's SDKs look for the id under another name. */
    void belongsTo(String requestId) {
        response.header("x-request-id", requestId);
        response.header("request-id", requestId);
    }

    /** Nothing can be asked on this connection any more; told to the caller where the head of the answer hasn't gone. */
    void endTheConnection() {
        if (!isBegun()) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
    }

    /** Whether the head of an answer has gone, so that no other can follow. */
    boolean isBegun() {
        return events != null || response.isSent();
    }

    void send(Result result) throws IOException {
        switch (result) {
            case Result.Whole whole -> whole(whole);
            case Result.Content(String type, long bytes, InputStream content) -> {
                response.header(HeaderNames.CONTENT_TYPE, type);
                response.header(HeaderNames.CONTENT_LENGTH, String.valueOf(bytes));
                try (content;
                        OutputStream out = response.outputStream()) {
                    content.transferTo(out);
                }
            }
            case Result.Sent _ -> end();
        }
    }

    /** Ids are the callers' own: what may not be in a head is written as in addresses. */
    private void header(String name, String value) {
        response.header(
                name,
                UNPRINTABLE
                        .matcher(value)
                        .replaceAll(found ->
                                Matcher.quoteReplacement(URLEncoder.encode(found.group(), StandardCharsets.UTF_8))));
    }

    private void whole(Result.Whole whole) {
        response.status(Status.create(whole.answer().status()));
        whole.headers().forEach(this::header);
        ByteBuffer body = whole.answer().body().duplicate();
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        if (!whole.answer().contentType().isEmpty()) {
            response.header(HeaderNames.CONTENT_TYPE, whole.answer().contentType());
        }
        response.send(bytes);
    }

    /**
     * The answer that tells of an error.
     *
     * @param facts headers that tell of the request, where it got as far as to a reply
     */
    static Result.Whole error(Api api, ApiError error, Map<String, String> facts, String requestId) {
        Map<String, String> headers = new HashMap<>(facts);
        Duration retryAfter = error.retryAfter();
        if (retryAfter != null) {
            headers.put("retry-after", String.valueOf(Math.max(1, retryAfter.toSeconds())));
        }
        headers.put("x-should-retry", String.valueOf(error.trouble().isRetryable() || retryAfter != null));
        return Result.json(api.words().status(error), api.words().body(error, requestId), headers);
    }

    /** Begins a stream of events. */
    void begin(Map<String, String> headers) {
        headers.forEach(this::header);
        response.header(HeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
        response.header(HeaderNames.CACHE_CONTROL, "no-cache");
        events = response.outputStream();
    }

    /** Sends an event of a stream. */
    void send(ServerEvent event) {
        write(event.wire());
    }

    /** Sends what readers of events skip, so that nobody on the way takes the line for dead. */
    void comment() {
        write(": waiting\n\n");
    }

    private void write(String text) {
        OutputStream out = events;
        if (out == null) {
            throw new IllegalStateException("events are sent before their stream has begun");
        }
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException | RuntimeException _) {
            throw new GoneException();
        }
    }

    private void end() throws IOException {
        OutputStream out = events;
        if (out != null) {
            out.close();
        }
    }
}
