package io.tieline.gateway.view;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a question that many ask at a time, each about the moment at which he asks. Whoever asks while the question is
 * under way waits for the next time, together with all others who do: however many there are, it is put once at a time, and
 * nobody queues behind more than one. Thread-safe.
 */
final class SharedAnswer<A> {
    private final Supplier<? extends CompletionStage<A>> question;
    private @Nullable CompletableFuture<A> underWay;
    private @Nullable CompletableFuture<A> next;

    /**
     * Nothing is asked yet.
     *
     * @param question puts the question; its answer must come, or fail, some time
     */
    SharedAnswer(Supplier<? extends CompletionStage<A>> question) {
        this.question = question;
    }

    /** The answer to a question that is put from now on. */
    CompletableFuture<A> ask() {
        CompletableFuture<A> mine;
        synchronized (this) {
            if (underWay != null) {
                next = next == null ? new CompletableFuture<>() : next;
                return next;
            }
            mine = new CompletableFuture<>();
            underWay = mine;
        }
        put(mine);
        return mine;
    }

    private void put(CompletableFuture<A> asked) {
        CompletionStage<A> answer;
        try {
            answer = question.get();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        answer.whenComplete((value, failure) -> {
            CompletableFuture<A> waiting = goOn();
            if (failure == null) {
                asked.complete(value);
            } else {
                asked.completeExceptionally(failure);
            }
            if (waiting != null) {
                put(waiting);
            }
        });
    }

    private synchronized @Nullable CompletableFuture<A> goOn() {
        underWay = next;
        next = null;
        return underWay;
    }
}
