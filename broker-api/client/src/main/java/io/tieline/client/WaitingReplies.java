package io.tieline.client;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Who waits for which reply. Futures complete in the common pool, so that what callers hang on them never holds up the
 * thread that reads replies. Thread-safe.
 */
final class WaitingReplies {
    private record Waiting(
            CompletableFuture<Reply> future,
            Instant giveUpAt,
            Supplier<NoReplyException> overdue,
            Predicate<Reply> isWanted) {
        Waiting notBefore(Waiting other) {
            return giveUpAt.isBefore(other.giveUpAt)
                    ? new Waiting(future, other.giveUpAt, other.overdue, isWanted)
                    : this;
        }
    }

    private final ConcurrentMap<String, Waiting> waiting = new ConcurrentHashMap<>();

    /**
     * Waits for the reply to a new request.
     *
     * @param overdue what the future fails with when the time is over
     * @param isWanted whether a reply under this id is the one: another tenant's request may have had the same
     * @throws IllegalArgumentException if somebody waits for that one already
     */
    CompletableFuture<Reply> add(
            String requestId, Instant giveUpAt, Supplier<NoReplyException> overdue, Predicate<Reply> isWanted) {
        Waiting added = new Waiting(new CompletableFuture<>(), giveUpAt, overdue, isWanted);
        if (waiting.putIfAbsent(requestId, added) != null) {
            throw new IllegalArgumentException(
                    "requestId is '" + requestId + "', allowed: an id that isn't outstanding already");
        }
        return added.future;
    }

    /** Waits for a reply, together with those who wait for it already, until the latest of their times. */
    CompletableFuture<Reply> join(String requestId, Instant giveUpAt, Supplier<NoReplyException> overdue) {
        Waiting joined = new Waiting(new CompletableFuture<>(), giveUpAt, overdue, any -> true);
        return waiting.merge(requestId, joined, Waiting::notBefore).future;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    /** Completes the one who waits for this reply; false where nobody does: without any under its id, it isn't decoded. */
    boolean answer(String requestId, Supplier<Reply> reply) {
        if (!waiting.containsKey(requestId)) {
            return false;
        }
        Reply value;
        try {
            value = reply.get();
        } catch (NoReplyException e) {
            fail(requestId, e);
            return true;
        }
        Waiting answered = waiting.get(requestId);
        while (answered != null && answered.isWanted.test(value)) {
            // Somebody else may join at this very moment.
            if (waiting.remove(requestId, answered)) {
                answered.future.completeAsync(() -> value);
                return true;
            }
            answered = waiting.get(requestId);
        }
        return false;
    }

    /** Fails the one who waits for this reply, if anybody does. */
    void fail(String requestId, NoReplyException reason) {
        Waiting failed = waiting.remove(requestId);
        if (failed != null) {
            failLater(failed, reason);
        }
    }

    /** Fails all whose time is over. */
    void expire(Instant now) {
        waiting.forEach((requestId, one) -> {
            if (!one.giveUpAt.isAfter(now) && waiting.remove(requestId, one)) {
                failLater(one, one.overdue.get());
            }
        });
    }

    /** Fails all, before it returns. */
    void failAll(Function<String, NoReplyException> reason) {
        waiting.forEach((requestId, one) -> {
            if (waiting.remove(requestId, one)) {
                one.future.completeExceptionally(reason.apply(requestId));
            }
        });
    }

    private static void failLater(Waiting failed, NoReplyException reason) {
        failed.future.defaultExecutor().execute(() -> failed.future.completeExceptionally(reason));
    }
}
