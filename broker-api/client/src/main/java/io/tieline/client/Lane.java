package io.tieline.client;

import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceRequest;

/** How urgent a request is. */
public enum Lane {
    /** Somebody waits for the answer. */
    INTERACTIVE,
    /** The answer may take its time, up to the deadline. */
    BATCH;

    Topic<InferenceRequest> topic() {
        return switch (this) {
            case INTERACTIVE -> Topics.REQUESTS_INTERACTIVE;
            case BATCH -> Topics.REQUESTS_BATCH;
        };
    }
}
