package io.tieline.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedAnswerTest {
    private final List<CompletableFuture<String>> put = new ArrayList<>();
    private final SharedAnswer<String> answer = new SharedAnswer<>(() -> {
        put.add(new CompletableFuture<>());
        return put.getLast();
    });

    @Test
    void shouldPutTheQuestionOnceForAllWhoAskWhileItIsUnderWay() {
        // Given
        CompletableFuture<String> first = answer.ask();

        // When
        List<CompletableFuture<String>> others =
                IntStream.range(0, 1_000).mapToObj(_ -> answer.ask()).toList();

        // Then the answer to the first was asked for before theirs, and is none
        assertThat(put).hasSize(1);
        put.getFirst().complete("one");
        assertThat(first).isCompletedWithValue("one");
        assertThat(others).noneMatch(CompletableFuture::isDone);

        // And one more serves them all
        assertThat(put).hasSize(2);
        put.getLast().complete("two");
        assertThat(others).allSatisfy(each -> assertThat(each).isCompletedWithValue("two"));
        assertThat(put).hasSize(2);
    }

    @Test
    void shouldPutItAnewForWhoeverAsksLater() {
        // Given
        var _ = answer.ask();
        put.getFirst().complete("one");

        // When
        CompletableFuture<String> later = answer.ask();

        // Then
        assertThat(put).hasSize(2);
        put.getLast().complete("two");
        assertThat(later).isCompletedWithValue("two");
    }

    @Test
    void shouldGoOnAfterAFailure() {
        // Given
        CompletableFuture<String> first = answer.ask();
        CompletableFuture<String> second = answer.ask();

        // When
        put.getFirst().completeExceptionally(new IllegalStateException("Kafka is away"));

        // Then
        assertThat(first).isCompletedExceptionally();
        put.getLast().complete("two");
        assertThat(second).isCompletedWithValue("two");
    }
}
