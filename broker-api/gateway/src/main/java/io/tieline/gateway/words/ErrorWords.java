package io.tieline.gateway.words;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** How one API tells of errors. Implementations are pure and thread-safe. */
public interface ErrorWords {
    /** HTTP status: the usual one, where the API has none of its own. */
    default int status(ApiError error) {
        return error.trouble().status();
    }

    /**
     * The body.
     *
     * @param requestId id of the call; null: it isn't known
     */
    ObjectNode body(ApiError error, @Nullable String requestId);

    /** Says what is wrong with a body. */
    ApiError phrase(Flaw flaw);
}
