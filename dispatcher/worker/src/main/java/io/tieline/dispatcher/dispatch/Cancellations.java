package io.tieline.dispatcher.dispatch;

import io.tieline.schemas.avro.InferenceRequest;

/** Knows what callers took back. Answers at once, from memory. */
@FunctionalInterface
public interface Cancellations {
    /** Whether the request, or the job it belongs to, was taken back. */
    boolean covers(InferenceRequest request);
}
