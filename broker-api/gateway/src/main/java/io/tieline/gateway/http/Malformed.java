package io.tieline.gateway.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.DirectHandlers;
import io.tieline.client.Request;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.Trouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers to what isn't HTTP, or too much of it. Nothing of it is quoted. */
final class Malformed {
    private static final Logger LOG = LoggerFactory.getLogger(Malformed.class);
    private static final int TOO_LARGE = 413;
    private static final int SERVICE_UNAVAILABLE = 503;

    private Malformed() {}

    static DirectHandlers handlers() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        DirectHandler handler = Malformed::answer;
        for (EventType type : EventType.values()) {
            handlers.addHandler(type, type == EventType.INTERNAL_ERROR ? Malformed::hangUp : handler);
        }
        return handlers.build();
    }

    /**
     * The server tells so of heads that break off and of threads that are interrupted, also after their answers. Nothing may
     * be written then: whoever asks next on that connection would take it for his answer. Faults of the gateway's never come
     * here.
     */
    private static TransportResponse hangUp(
            TransportRequest request, EventType type, Status status, ServerResponseHeaders headers, String message) {
        LOG.atDebug().addKeyValue("path", request.path()).log("a connection ends within a request, or after the last");
        throw new CloseConnectionException("the connection can't go on");
    }

    private static TransportResponse answer(
            TransportRequest request, EventType type, Status status, ServerResponseHeaders headers, String message) {
        Api api = Api.of(request.path(), request.headers().contains(HeaderNames.create("anthropic-version")));
        ApiError error = ApiError.of(trouble(status), "the request is malformed, or too large");
        String id = "req_" + Request.newId();
        return TransportResponse.builder()
                .status(Status.create(api.words().status(error)))
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .header(HeaderNames.create("x-request-id"), id)
                .header(HeaderNames.create("request-id"), id)
                .keepAlive(false)
                .entity(api.words().body(error, id).toString())
                .build();
    }

    private static Trouble trouble(Status status) {
        return switch (status.code()) {
            case TOO_LARGE -> Trouble.TOO_LARGE;
            case SERVICE_UNAVAILABLE -> Trouble.UNAVAILABLE;
            default -> Trouble.INVALID;
        };
    }
}
