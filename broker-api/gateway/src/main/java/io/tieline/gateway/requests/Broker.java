package io.tieline.gateway.requests;

import io.tieline.client.Lane;
import io.tieline.schemas.OwnedId;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What does the requests. Thread-safe. */
public interface Broker {
    /**
     * Submits a request, and returns once Kafka has acknowledged it: from then on it gets a reply.
     *
     * @param request complete but for the place of the reply
     * @return its reply, whatever the outcome; fails with {@link io.tieline.client.NoReplyException} where none comes until
     *     a while after its deadline
     * @throws NotAcceptedException if Kafka didn't acknowledge it
     * @throws IllegalArgumentException if the request can't be submitted: names the field, its value and what is allowed
     */
    CompletableFuture<InferenceReply> submit(Lane lane, InferenceRequest request) throws NotAcceptedException;

    /**
     * The reply to a request that was submitted before, whoever did it.
     *
     * @param patience how long it is waited for
     * @return fails with {@link io.tieline.client.NoReplyException} where none comes in this time
     */
    CompletableFuture<InferenceReply> replyTo(OwnedId request, Duration patience);

    /**
     * The reply to a request of a tenant.
     *
     * @param patience how long it is looked for
     * @return empty where there is none yet, or it is another tenant's
     * @throws IOException if there is one, but it can't be read
     */
    Optional<InferenceReply> find(String tenant, String requestId, Duration patience) throws IOException;

    /** Asks the broker to stop working on a request, and returns once Kafka has acknowledged that. */
    void cancel(OwnedId request, String reason) throws NotAcceptedException;
}
