package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.client.Reply;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ReplyError;
import io.tieline.schemas.avro.ServedBy;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally tally = new Tally(4);

    @Test
    void shouldSumUpAJob() {
        // When
        tally.add(answered(false, false, 200_000));
        tally.add(answered(true, false, 200_000));
        tally.add(answered(true, true, 19_999));
        tally.add(failed(1, true));

        // Then
        assertThat(tally.text())
                .isEqualTo("3 of 4 answered, 2 of them by another endpoint than the preferred one, 1 degraded;"
                        + " cost 0.42 USD (partly estimated)");
        assertThat(tally.json("night"))
                .contains("\"jobId\" : \"night\"", "\"files\" : 4", "\"answered\" : 3", "\"switched\" : 2")
                .contains("\"degraded\" : 1", "\"costMicroUsd\" : 420000", "\"costEstimated\" : true");
    }

    @Test
    void shouldShowAmountsAsExactlyAsTheyMatter() {
        assertThat(tally.text()).endsWith("cost 0 USD");
        tally.add(failed(125, false));
        assertThat(tally.text()).endsWith("cost 0.000125 USD");
        tally.add(failed(12_345_000, false));
        assertThat(tally.text()).endsWith("cost 12.35 USD");
    }

    private static Reply answered(boolean switched, boolean degraded, long costMicroUsd) {
        return new Reply(reply(Outcome.COMPLETED, costMicroUsd)
                .setText("answer")
                .setServedBy(new ServedBy("a/b", "a", "b", switched, degraded, "b"))
                .build());
    }

    private static Reply failed(long costMicroUsd, boolean estimated) {
        return new Reply(reply(Outcome.FAILED, costMicroUsd)
                .setCostEstimated(estimated)
                .setError(new ReplyError("request.invalid", "no", List.of()))
                .build());
    }

    private static InferenceReply.Builder reply(Outcome outcome, long costMicroUsd) {
        return InferenceReply.newBuilder()
                .setRequestId("1")
                .setTenant("default")
                .setRoute("summarize")
                .setOutcome(outcome)
                .setCostMicroUsd(costMicroUsd)
                .setAttempts(List.of())
                .setCreatedAt(Instant.EPOCH)
                .setFinishedAt(Instant.EPOCH);
    }
}
