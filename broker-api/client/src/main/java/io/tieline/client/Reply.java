package io.tieline.client;

import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ReplyError;
import java.util.Optional;

/**
 * How a request ended. That a request was not answered is one of its ends and no exception.
 *
 * @param record all that the broker says: who served it, tokens, cost, every attempt
 */
public record Reply(InferenceReply record) {
    /** Id of the request. */
    public String requestId() {
        return record.getRequestId();
    }

    /** How the request ended. */
    public Outcome outcome() {
        return record.getOutcome();
    }

    /** Whether there is an answer. */
    public boolean isCompleted() {
        return outcome() == Outcome.COMPLETED;
    }

    /** The model's answer; empty where the request ended without one. */
    public Optional<String> text() {
        return Optional.ofNullable(record.getText());
    }

    /** Why there is no answer; empty where there is one. */
    public Optional<ReplyError> error() {
        return Optional.ofNullable(record.getError());
    }
}
