package io.tieline.replay.run;

import static io.tieline.replay.select.Samples.again;
import static io.tieline.replay.select.Samples.letter;
import static io.tieline.replay.select.Samples.reply;
import static io.tieline.replay.select.Samples.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tieline.replay.run.SkipIndex.Verdict;
import io.tieline.replay.select.Found;
import io.tieline.replay.select.Samples;
import io.tieline.schemas.avro.Outcome;
import org.junit.jupiter.api.Test;

class SkipIndexTest {
    private static final int MOST = 3;
    private static final int MOST_REQUESTS = 4;

    private final SkipIndex index = new SkipIndex("mine", MOST_REQUESTS);

    private void died(int generation) {
        index.selected(Found.of(letter(
                generation == 0
                        ? request("r").build()
                        : again("r", generation, "other").build(),
                "provider.timeout")));
    }

    private static Found found(String id) {
        return Found.of(request(id).build(), Samples.NOON);
    }

    private Verdict verdict() {
        return index.verdict(found("r"), false, MOST);
    }

    @Test
    void shouldRunOnceMoreWhatDied() {
        died(0);
        assertThat(verdict()).isEqualTo(new Verdict.Publish(1));
        died(1);
        assertThat(verdict()).isEqualTo(new Verdict.Publish(2));
        assertThat(index.selections()).isEqualTo(2);
    }

    @Test
    void shouldSkipWhatWasAnsweredMeanwhile() {
        died(0);
        index.ended(reply(again("r", 1, "other").build(), Outcome.COMPLETED).build());
        assertThat(verdict()).isEqualTo(new Verdict.Answered());
        assertThat(index.verdict(found("r"), true, MOST)).isEqualTo(new Verdict.Publish(2));
    }

    @Test
    void shouldSkipWhatAnotherReplayHasInTheLane() {
        died(0);
        index.published(again("r", 1, "other").build());
        assertThat(verdict()).isEqualTo(new Verdict.Open());
        index.ended(reply(again("r", 1, "other").build(), Outcome.EXPIRED).build());
        assertThat(verdict()).isEqualTo(new Verdict.Publish(2));
    }

    @Test
    void shouldNotRunTheSameTwiceThoughItFailedAgain() {
        // Given
        died(0);
        index.published(again("r", 1, "mine").build());
        // When
        index.ended(reply(again("r", 1, "mine").build(), Outcome.FAILED).build());
        // Then
        assertThat(verdict()).isEqualTo(new Verdict.Open());
    }

    @Test
    void shouldPutAsideWhatWasRunAgainTooOften() {
        died(3);
        assertThat(verdict()).isEqualTo(new Verdict.Quarantined());
    }

    @Test
    void shouldLeaveAloneWhatIsStillWorkedOn() {
        // Given
        index.selected(Found.of(request("r").build(), Samples.NOON));
        assertThat(verdict()).isEqualTo(new Verdict.Open());
        // When
        index.ended(reply(request("r").build(), Outcome.EXPIRED).build());
        // Then
        assertThat(verdict()).isEqualTo(new Verdict.Publish(1));
    }

    @Test
    void shouldAskForWhatWasSelectedAlone() {
        // Given
        died(0);
        // When
        index.published(again("else", 1, "other").build());
        index.ended(reply(request("else").build(), Outcome.COMPLETED).build());
        // Then
        assertThat(index.asksFor("r")).isTrue();
        assertThat(index.asksFor("r~12")).isTrue();
        assertThat(index.asksFor("else~1")).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> index.verdict(found("else"), false, MOST));
    }

    @Test
    void shouldNotTakeARequestOfAnotherTenantForTheSame() {
        // Given
        died(0);
        // When
        index.ended(reply(request("r").setTenant("other").build(), Outcome.COMPLETED)
                .build());
        // Then
        assertThat(verdict()).isEqualTo(new Verdict.Publish(1));
    }

    @Test
    void shouldKnowRequestsOfSeveralTenantsThatHaveOneId() {
        // Given
        Found ours = found("r");
        Found theirs = Found.of(request("r").setTenant("other").build(), Samples.NOON);
        index.selected(ours);
        index.selected(theirs);
        index.selected(ours);
        // When
        index.ended(reply(request("r").build(), Outcome.EXPIRED).build());
        // Then
        assertThat(index.verdict(ours, false, MOST)).isEqualTo(new Verdict.Publish(1));
        assertThat(index.verdict(theirs, false, MOST)).isEqualTo(new Verdict.Open());
        assertThat(index.requests()).isEqualTo(2);
        assertThat(index.selections()).isEqualTo(3);
    }

    @Test
    void shouldRefuseMoreThanItMayKnowOf() {
        // Given
        for (int i = 0; i < MOST_REQUESTS; i++) {
            index.selected(found("r-" + i));
        }
        // When
        index.selected(found("r-0"));
        // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> index.selected(found("one-more")))
                .withMessageContaining("more than 4 requests: divide it");
    }
}
