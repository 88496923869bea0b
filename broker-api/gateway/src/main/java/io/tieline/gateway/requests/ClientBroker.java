package io.tieline.gateway.requests;

import io.tieline.client.Lane;
import io.tieline.client.NoReplyException;
import io.tieline.client.Reply;
import io.tieline.client.Submitted;
import io.tieline.client.TielineClient;
import io.tieline.files.ClaimCheck;
import io.tieline.schemas.OwnedId;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** The broker behind Kafka, reached by the Java client. Waits for Kafka 30 s at most. */
public final class ClientBroker implements Broker {
    private final TielineClient client;
    private final ClaimCheck claims;

    /**
     * Uses a client.
     *
     * @param client closed by whoever made it
     * @param claims for contents that are too long for a record
     */
    public ClientBroker(TielineClient client, ClaimCheck claims) {
        this.client = client;
        this.claims = claims;
    }

    @Override
    public CompletableFuture<InferenceReply> submit(Lane lane, InferenceRequest request) throws NotAcceptedException {
        Submitted submitted = client.submit(lane, leave(request));
        await(submitted.acknowledged());
        return submitted.reply().thenApply(Reply::record);
    }

    private InferenceRequest leave(InferenceRequest request) throws NotAcceptedException {
        try {
            return claims.leave(request);
        } catch (IOException e) {
            throw new NotAcceptedException("the file store is away: " + e.getMessage(), false, e);
        }
    }

    @Override
    public CompletableFuture<InferenceReply> replyTo(OwnedId request, Duration patience) {
        return client.await(request.id(), patience).thenApply(Reply::record).thenApply(reply -> {
            if (!reply.getTenant().equals(request.tenant())) {
                throw new IllegalStateException("the reply to " + request.id() + " is another tenant's");
            }
            return reply;
        });
    }

    @Override
    public Optional<InferenceReply> find(String tenant, String requestId, Duration patience) throws IOException {
        try {
            return Optional.of(client.await(requestId, patience).get())
                    .map(Reply::record)
                    .filter(reply -> reply.getTenant().equals(tenant));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while looking for the reply to " + requestId);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NoReplyException none && none.why() == NoReplyException.Why.TIMED_OUT) {
                return Optional.empty();
            }
            throw new IOException("the reply to " + requestId + " can't be read", e.getCause());
        }
    }

    @Override
    public void cancel(OwnedId request, String reason) throws NotAcceptedException {
        await(client.cancel(request, reason));
    }

    private static void await(CompletableFuture<Void> acknowledged) throws NotAcceptedException {
        try {
            acknowledged.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotAcceptedException("interrupted before Kafka acknowledged", true, e);
        } catch (ExecutionException e) {
            boolean never =
                    e.getCause() instanceof NoReplyException none && none.why() == NoReplyException.Why.NOT_ACCEPTED;
            throw new NotAcceptedException(String.valueOf(e.getCause()), !never, e.getCause());
        }
    }
}
