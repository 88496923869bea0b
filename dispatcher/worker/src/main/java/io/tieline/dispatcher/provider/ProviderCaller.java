package io.tieline.dispatcher.provider;

import io.tieline.dispatcher.limits.RateLimits;
import io.tieline.routing.Endpoint;
import io.tieline.schemas.avro.InferenceRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.function.BiConsumer;

/** Makes one call to one endpoint, without retries of its own. Implementations are safe for use by many threads. */
public interface ProviderCaller extends AutoCloseable {
    /**
     * Calls and waits for the whole answer. An expected failure is a value.
     *
     * @param timeout longest time that the call may take, all told; the shorter of this and the endpoint's own counts
     * @param cutOff lets somebody else end the call before that, as if its time were over
     * @throws InterruptedException if the caller's thread was interrupted; the connection is then cut
     */
    CallResult call(Endpoint endpoint, InferenceRequest request, Duration timeout, CutOff cutOff)
            throws InterruptedException;

    /**
     * Gets ready to call these endpoints too; those that it knew stay callable.
     *
     * @throws IllegalArgumentException if one of them can't be called, such as for want of its key; nothing has changed then
     */
    default void learn(Collection<Endpoint> endpoints) {}

    /** Tells from now on what providers say of their limits with their answers. The listener must not block. */
    default void onRateLimits(BiConsumer<Endpoint, RateLimits> listener) {}

    @Override
    void close();
}
