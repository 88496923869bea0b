package io.tieline.client;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The client has no reply to a request and doesn't wait for one any longer. The request itself may well be alive. */
public final class NoReplyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What kept the reply away. */
    public enum Why {
        /** Kafka surely didn't take the request: it may be submitted again. */
        NOT_ACCEPTED,
        /** Kafka may have taken the request: submit it again only under the same id, or await its reply. */
        PERHAPS_ACCEPTED,
        /** The time is over; a reply may still come. */
        TIMED_OUT,
        /** There is a reply, but it can't be read. */
        UNREADABLE,
        /** The client was closed; a reply may still come. */
        CLIENT_CLOSED
    }

    private final String requestId;
    private final Why why;

    private NoReplyException(String requestId, Why why, String message, @Nullable Throwable cause) {
        super("Request " + requestId + ": " + message, cause);
        this.requestId = requestId;
        this.why = why;
    }

    static NoReplyException notAccepted(String requestId, Throwable cause) {
        return new NoReplyException(requestId, Why.NOT_ACCEPTED, "Kafka didn't take it: " + cause.getMessage(), cause);
    }

    static NoReplyException perhapsAccepted(String requestId, Throwable cause) {
        String message = "Kafka didn't confirm it and may have taken it all the same (" + cause.getMessage() + "). "
                + later(requestId);
        return new NoReplyException(requestId, Why.PERHAPS_ACCEPTED, message, cause);
    }

    static NoReplyException overdue(String requestId, Instant deadline, Duration grace) {
        String message = "no reply until its deadline " + deadline + " and " + grace.toSeconds() + " s more. "
                + later(requestId);
        return new NoReplyException(requestId, Why.TIMED_OUT, message, null);
    }

    static NoReplyException notFound(String requestId, String replyTopic) {
        String message = "no reply found on " + replyTopic + " in the given time. " + later(requestId);
        return new NoReplyException(requestId, Why.TIMED_OUT, message, null);
    }

    static NoReplyException unreadable(String requestId, String reason) {
        return new NoReplyException(requestId, Why.UNREADABLE, "its reply can't be read: " + reason, null);
    }

    static NoReplyException closed(String requestId) {
        String message = "the client was closed before the reply. " + later(requestId);
        return new NoReplyException(requestId, Why.CLIENT_CLOSED, message, null);
    }

    private static String later(String requestId) {
        return "Its reply can be had later by any client of the tenant: await(\"" + requestId + "\")";
    }

    /** Id of the request. */
    public String requestId() {
        return requestId;
    }

    /** What kept the reply away. */
    public Why why() {
        return why;
    }
}
