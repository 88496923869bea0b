package io.tieline.client;

import io.tieline.schemas.avro.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Submits many requests and lets only so many wait for their replies. The thread that submits also handles the replies:
 * so they come one at a time, and a slow receiver slows the submission down. Runs once.
 */
final class BatchRun {
    private record Ended(
            String requestId,
            @Nullable Reply reply,
            @Nullable Throwable failure) {}

    private final Function<Request, CompletableFuture<Reply>> submit;
    private final int maxOutstanding;
    private final Consumer<Reply> onReply;
    private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private final List<BatchSummary.WithoutReply> withoutReply = new ArrayList<>();
    private int outstanding;

    BatchRun(Function<Request, CompletableFuture<Reply>> submit, int maxOutstanding, Consumer<Reply> onReply) {
        this.submit = submit;
        this.maxOutstanding = maxOutstanding;
        this.onReply = onReply;
    }

    BatchSummary run(Iterable<Request> requests) throws InterruptedException {
        for (Request request : requests) {
            while (outstanding >= maxOutstanding) {
                handle(ended.take());
            }
            for (Ended next = ended.poll(); next != null; next = ended.poll()) {
                handle(next);
            }
            submit(request);
        }
        while (outstanding > 0) {
            handle(ended.take());
        }
        return new BatchSummary(outcomes, withoutReply);
    }

    private void submit(Request request) {
        String id = request.requestId();
        try {
            CompletableFuture<Reply> unused =
                    submit.apply(request).whenComplete((reply, failure) -> ended.add(new Ended(id, reply, failure)));
            outstanding++;
        } catch (IllegalArgumentException e) {
            withoutReply.add(new BatchSummary.WithoutReply(id, e));
        }
    }

    private void handle(Ended one) {
        outstanding--;
        if (one.reply != null) {
            outcomes.merge(one.reply.outcome(), 1L, Long::sum);
            onReply.accept(one.reply);
        } else if (one.failure instanceof NoReplyException why) {
            withoutReply.add(new BatchSummary.WithoutReply(one.requestId, why));
        } else {
            throw new IllegalStateException("A future of a reply may only fail with NoReplyException", one.failure);
        }
    }
}
