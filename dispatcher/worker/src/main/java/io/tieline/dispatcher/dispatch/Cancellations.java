package io.tieline.dispatcher.dispatch;

import io.tieline.schemas.avro.InferenceRequest;

/** Knows what callers took back. Answers at once, from memory. Safe for use by several threads. */
public interface Cancellations {
    /** Whether the request, or the job it belongs to, was taken back. */
    boolean covers(InferenceRequest request);

    /**
     * Tells of a request that is taken back from now on, or was before: once, by any thread.
     *
     * @param onTakenBack must not block
     */
    Watch watch(InferenceRequest request, Runnable onTakenBack);

    /** Ends with the request. */
    @FunctionalInterface
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
