package io.tieline.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ReplyError;
import io.tieline.schemas.avro.ServedBy;
import io.tieline.schemas.avro.ToolCall;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplyTest {
    @Test
    void shouldTellWhoAnsweredAndWhatItCost() {
        // When
        Reply reply = new Reply(Replies.reply("1", Outcome.COMPLETED)
                .setText("It is warm.")
                .setServedBy(new ServedBy("aws/claude", "aws", "claude-3", true, true, "claude"))
                .setCostMicroUsd(1_250)
                .setCostEstimated(true)
                .setPassedOver(List.of("anthropic/claude: is out"))
                .setToolCalls(List.of(new ToolCall("c1", "weather", "{}")))
                .build());

        // Then
        assertThat(reply.isCompleted()).isTrue();
        assertThat(reply.text()).contains("It is warm.");
        assertThat(reply.partialText()).isEmpty();
        assertThat(reply.isSwitched()).isTrue();
        assertThat(reply.isDegraded()).isTrue();
        assertThat(reply.family()).contains("claude");
        assertThat(reply.servedBy().orElseThrow().getEndpointId()).isEqualTo("aws/claude");
        assertThat(reply.costMicroUsd()).isEqualTo(1_250);
        assertThat(reply.costUsd()).isEqualTo(new BigDecimal("0.001250"));
        assertThat(reply.isCostEstimated()).isTrue();
        assertThat(reply.passedOver()).containsExactly("anthropic/claude: is out");
        assertThat(reply.toolCalls()).extracting(ToolCall::getName).containsExactly("weather");
        assertThat(reply.embeddings()).isEmpty();
        assertThat(reply.evidence()).isEmpty();
    }

    @Test
    void shouldNotTakeAPartOfAnAnswerForOne() {
        // When
        Reply reply = new Reply(Replies.reply("1", Outcome.FAILED)
                .setText("It is w")
                .setError(new ReplyError("request.output_limit", "too long", List.of("a: its limit is 10")))
                .build());

        // Then
        assertThat(reply.text()).isEmpty();
        assertThat(reply.partialText()).contains("It is w");
        assertThat(reply.evidence()).containsExactly("a: its limit is 10");
        assertThat(reply.isSwitched()).isFalse();
        assertThat(reply.isDegraded()).isFalse();
        assertThat(reply.servedBy()).isEmpty();
        assertThat(reply.family()).isEmpty();
        assertThat(reply.toolCalls()).isEmpty();
    }

    @Test
    void shouldHandOutVectorsInTheOrderOfTheInputs() {
        assertThat(Replies.vectors("1", List.of("one", "three")).embeddings())
                .containsExactly(new float[] {3}, new float[] {5});
    }
}
