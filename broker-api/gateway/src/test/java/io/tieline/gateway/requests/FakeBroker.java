package io.tieline.gateway.requests;

import io.tieline.client.Lane;
import io.tieline.schemas.OwnedId;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A broker in memory. Requests wait until the test answers them, unless it has said how to answer all. */
public final class FakeBroker implements Broker {
    /** What was submitted. */
    public record Asked(Lane lane, InferenceRequest request) {}

    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final List<OwnedId> cancelled = new CopyOnWriteArrayList<>();
    private final Map<String, CompletableFuture<InferenceReply>> replies = new ConcurrentHashMap<>();
    private volatile @Nullable Function<InferenceRequest, InferenceReply> answers;
    private volatile boolean away;

    /** From now on every request is answered so at once. */
    public void answerAll(Function<InferenceRequest, InferenceReply> answer) {
        answers = answer;
    }

    /** Answers one that was submitted. */
    public void answer(InferenceReply reply) {
        reply(reply.getRequestId()).complete(reply);
    }

    /** Whether Kafka is away from now on. */
    public void away(boolean isAway) {
        away = isAway;
    }

    public List<Asked> asked() {
        return new ArrayList<>(asked);
    }

    /** Ids of requests that were taken back. */
    public List<OwnedId> cancelled() {
        return new ArrayList<>(cancelled);
    }

    @Override
    public CompletableFuture<InferenceReply> submit(Lane lane, InferenceRequest request) throws NotAcceptedException {
        requireThere();
        CompletableFuture<InferenceReply> reply = new CompletableFuture<>();
        replies.merge(request.getRequestId(), reply, FakeBroker::requireEnded);
        asked.add(new Asked(lane, request));
        Function<InferenceRequest, InferenceReply> answer = answers;
        if (answer != null) {
            reply.complete(answer.apply(request));
        }
        return reply;
    }

    /** As the client does, who keeps them by their ids alone. */
    private static CompletableFuture<InferenceReply> requireEnded(
            CompletableFuture<InferenceReply> before, CompletableFuture<InferenceReply> now) {
        if (!before.isDone()) {
            throw new IllegalArgumentException("requestId is that of one that is outstanding already");
        }
        return now;
    }

    private CompletableFuture<InferenceReply> reply(String requestId) {
        return replies.computeIfAbsent(requestId, _ -> new CompletableFuture<>());
    }

    @Override
    public CompletableFuture<InferenceReply> replyTo(OwnedId request, Duration patience) {
        return reply(request.id());
    }

    @Override
    public Optional<InferenceReply> find(String tenant, String requestId, Duration patience) {
        return Optional.ofNullable(replies.get(requestId))
                .map(reply -> reply.getNow(null))
                .filter(reply -> reply.getTenant().equals(tenant));
    }

    @Override
    public void cancel(OwnedId request, String reason) throws NotAcceptedException {
        requireThere();
        cancelled.add(request);
    }

    private void requireThere() throws NotAcceptedException {
        if (away) {
            throw new NotAcceptedException("Kafka is away", false, null);
        }
    }
}
