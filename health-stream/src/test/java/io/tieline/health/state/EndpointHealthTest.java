package io.tieline.health.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.judge.Condition;
import io.tieline.health.judge.Grant;
import io.tieline.health.measure.Measurements;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.ProbeClaim;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointHealthTest {
    private static final Instant NOW = Samples.NOW;

    private final EndpointHealth health = EndpointHealth.unknown(Samples.ID, NOW);

    @Test
    void shouldJudgeAndMeasureAnAttempt() {
        // When
        fail(4);

        // Then
        assertThat(health.condition()).isInstanceOf(Condition.Suspect.class);
        assertThat(attempts()).isEqualTo(4);
    }

    @Test
    void shouldJudgeACallThatIsOverdueAndMeasureItWhenItHasEnded() {
        // When
        for (int i = 0; i < 4; i++) {
            health.record(
                    Samples.attempt("provider.overdue").setRequestId("r" + i).build(), NOW);
        }

        // Then
        assertThat(health.condition()).isInstanceOf(Condition.Suspect.class);
        assertThat(attempts()).isZero();
        health.record(Samples.attempt("ok").setRequestId("r0").build(), NOW);
        assertThat(attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"false, 4999, false", "false, 5000, true", "true, 999, false", "true, 1000, true", "false, -1, true"})
    void shouldBeDueWithNewsEverySecondAndWithoutEveryFive(boolean news, long silence, boolean due) {
        // Given
        health.published(NOW);
        if (news) {
            health.record(Samples.attempt("ok").build(), NOW);
        }

        // When, Then
        assertThat(health.due(NOW.plusMillis(silence))).isEqualTo(due);
    }

    @Test
    void shouldBeDueAtOnceWhenTheConditionChanges() {
        // Given
        assertThat(health.due(NOW)).isTrue();
        health.published(NOW);
        assertThat(health.due(NOW)).isFalse();

        // When
        fail(4);

        // Then
        assertThat(health.due(NOW)).isTrue();
        health.published(NOW);
        assertThat(health.due(NOW)).isFalse();
    }

    @Test
    void shouldNotLetTimeRunBackwardsForTheJudge() {
        // Given
        health.record(Samples.attempt("ok").build(), NOW.plusSeconds(5));

        // When
        fail(4);

        // Then
        assertThat(health.lastSeen()).isEqualTo(NOW.plusSeconds(5));
        assertThat(health.condition().since()).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    void shouldGiveLeaveUntilTheCallMustHaveEnded() {
        // Given
        EndpointHealth probing = Samples.endpoint(Samples.ID, Samples.condition(HealthState.PROBING, 17, NOW));

        // When
        probing.claim(new ProbeClaim(Samples.ID.name(), "w1", 17L, 30_000L), NOW);

        // Then
        Condition.Probing condition = (Condition.Probing) probing.condition();
        assertThat(condition.grant()).hasValue(new Grant("w1", NOW.plusSeconds(32)));
    }

    @ParameterizedTest
    @ValueSource(longs = {86_399, 86_400})
    void shouldBeForgottenADayAfterItsLastCall(long seconds) {
        // Given
        Instant called = NOW.plusSeconds(1_000);
        health.record(Samples.attempt("ok").build(), called);

        // When
        health.tick(called.plusSeconds(seconds));

        // Then
        assertThat(health.isForgotten(called.plusSeconds(seconds))).isEqualTo(seconds == 86_400);
    }

    @Test
    void shouldKeepItsKnowledgeUnderANewCatalogueEntry() {
        // Given
        fail(4);
        health.published(NOW);
        EndpointId moved = new EndpointId(Samples.ID.name(), "zenith", "larger", Set.of("gcp"));

        // When
        EndpointHealth renamed = health.as(moved);

        // Then
        assertThat(renamed.id()).isEqualTo(moved);
        assertThat(renamed.condition()).isEqualTo(health.condition());
        assertThat(renamed.lastSeen()).isEqualTo(health.lastSeen());
        assertThat(renamed.measurements()).isSameAs(health.measurements());
        assertThat(renamed.due(NOW)).isFalse();
        assertThat(renamed.due(NOW.plusSeconds(1))).isTrue();
        assertThat(health.as(Samples.ID)).isSameAs(health);
    }

    @Test
    void shouldNotMistakeAnotherOrderOfFailureDomainsForANewCatalogueEntry() {
        EndpointId one = EndpointId.of(
                Samples.attempt("ok").setFailureDomains(List.of("a", "b", "b")).build());
        EndpointId other = EndpointId.of(
                Samples.attempt("ok").setFailureDomains(List.of("b", "a")).build());

        assertThat(one).isEqualTo(other);
    }

    private void fail(int requests) {
        for (int i = 0; i < requests; i++) {
            health.record(
                    Samples.attempt("provider.timeout").setRequestId("r" + i).build(), NOW);
        }
    }

    private long attempts() {
        return health.measurements()
                .over(Measurements.TEN_SECONDS, NOW.plus(Duration.ofSeconds(1)))
                .attempts();
    }
}
