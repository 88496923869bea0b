package io.tieline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import io.tieline.client.NoReplyException.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WaitingRepliesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration SOON = Duration.ofSeconds(5);

    private final WaitingReplies waiting = new WaitingReplies();

    @Test
    void shouldCompleteTheOneWhoWaits() {
        // Given
        CompletableFuture<Reply> first = add("1", NOW);
        CompletableFuture<Reply> second = add("2", NOW);
        Reply reply = Replies.completed("1", "answer");

        // When
        boolean awaited = waiting.answer("1", () -> reply);

        // Then
        assertThat(awaited).isTrue();
        assertThat(first).succeedsWithin(SOON).isEqualTo(reply);
        assertThat(second).isNotDone();
        assertThat(waiting.size()).isEqualTo(1);
    }

    @Test
    void shouldGoOnWaitingWhereTheReplyIsToAnothersRequestOfTheSameId() {
        // Given
        Reply own = Replies.completed("1", "own");
        Reply foreign = Replies.completed("1", "foreign");
        CompletableFuture<Reply> future =
                waiting.add("1", NOW, () -> NoReplyException.notFound("1", "replies"), reply -> reply.equals(own));

        // When
        boolean awaited = waiting.answer("1", () -> foreign);

        // Then
        assertThat(awaited).isFalse();
        assertThat(future).isNotDone();

        // When
        waiting.answer("1", () -> own);

        // Then
        assertThat(future).succeedsWithin(SOON).isEqualTo(own);
    }

    @Test
    void shouldNotDecodeWhatNobodyWaitsFor() {
        // When
        boolean awaited = waiting.answer("1", () -> {
            throw new AssertionError("decoded");
        });

        // Then
        assertThat(awaited).isFalse();
    }

    @Test
    void shouldTellWhereAReplyCantBeRead() {
        // Given
        CompletableFuture<Reply> future = add("1", NOW);

        // When
        waiting.answer("1", () -> {
            throw NoReplyException.unreadable("1", "no magic byte");
        });

        // Then
        assertFailed(future, Why.UNREADABLE, "Request 1: its reply can't be read: no magic byte");
    }

    @Test
    void shouldNotHoldUpTheReaderWithWhatHangsOnAReply() {
        // Given
        AtomicReference<Thread> thread = new AtomicReference<>();
        CompletableFuture<Void> dependent = add("1", NOW).thenRun(() -> thread.set(Thread.currentThread()));

        // When
        waiting.answer("1", () -> Replies.completed("1", "answer"));

        // Then
        assertThat(dependent).succeedsWithin(SOON);
        assertThat(thread.get()).isNotEqualTo(Thread.currentThread());
    }

    @Test
    void shouldRefuseTheSameIdTwice() {
        // Given
        CompletableFuture<Reply> first = add("1", NOW);

        // Then
        assertThat(first).isNotDone();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> add("1", NOW))
                .withMessage("requestId is '1', allowed: an id that isn't outstanding already");
    }

    @Test
    void shouldGiveUpWhenTheTimeIsOver() {
        // Given
        CompletableFuture<Reply> first = add("1", NOW);
        CompletableFuture<Reply> second = add("2", NOW.plusMillis(1));

        // When
        waiting.expire(NOW);

        // Then
        assertFailed(
                first,
                Why.TIMED_OUT,
                "Request 1: no reply until its deadline 2026-01-01T12:00:00Z and 30 s more. Its reply can be had later"
                        + " by any client of the tenant: await(\"1\")");
        assertThat(second).isNotDone();
    }

    @Test
    void shouldJoinThoseWhoWaitForTheSameUntilTheLatestOfTheirTimes() {
        // Given
        CompletableFuture<Reply> first = join(NOW);
        CompletableFuture<Reply> second = join(NOW.plusSeconds(2));
        CompletableFuture<Reply> third = join(NOW.plusSeconds(1));

        // When
        waiting.expire(NOW.plusSeconds(1));

        // Then
        assertThat(second).isSameAs(first);
        assertThat(third).isSameAs(first);
        assertThat(first).isNotDone();

        // When
        waiting.expire(NOW.plusSeconds(2));

        // Then
        assertFailed(first, Why.TIMED_OUT, "Request 1: no reply found on replies in the given time");
    }

    @Test
    void shouldFailAllBeforeItReturns() {
        // Given
        CompletableFuture<Reply> first = add("1", NOW);
        CompletableFuture<Reply> second = add("2", NOW);

        // When
        waiting.failAll(NoReplyException::closed);

        // Then
        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompletedExceptionally();
        assertFailed(first, Why.CLIENT_CLOSED, "Request 1: the client was closed before the reply");
        assertThat(waiting.isEmpty()).isTrue();
    }

    private CompletableFuture<Reply> add(String id, Instant giveUpAt) {
        return waiting.add(id, giveUpAt, () -> NoReplyException.overdue(id, NOW, Duration.ofSeconds(30)), _ -> true);
    }

    private CompletableFuture<Reply> join(Instant giveUpAt) {
        return waiting.join("1", giveUpAt, () -> NoReplyException.notFound("1", "replies"));
    }

    private static void assertFailed(CompletableFuture<Reply> future, Why why, String message) {
        assertThat(future)
                .failsWithin(SOON)
                .withThrowableThat()
                .havingCause()
                .asInstanceOf(throwable(NoReplyException.class))
                .hasMessageStartingWith(message)
                .satisfies(failure -> assertThat(failure.why()).isEqualTo(why));
    }
}
