package io.tieline.health.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tieline.health.judge.Condition;
import io.tieline.health.judge.Observation.Sign;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.ProbeClaim;
import io.tieline.schemas.avro.ProviderHealth;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What strangers write, what newer versions stored, and clocks that disagree. */
class StateEdgesTest {
    private static final Instant NOW = Samples.NOW;

    /** "Down since the last of them fell": opening a probe is no fall. */
    @Test
    void shouldNotTellThatAGroupWentDownWhenAProbeWasOpened() {
        // Given
        EndpointHealth endpoint =
                Samples.endpoint(Samples.ID, Samples.condition(HealthState.DOWN, 17, NOW.minusSeconds(60)));

        // When
        endpoint.tick(NOW);

        // Then
        assertThat(endpoint.condition()).isInstanceOf(Condition.Probing.class);
        ProviderHealth record = rollUp(endpoint);
        assertThat(record.getState()).isEqualTo(HealthState.DOWN);
        assertThat(record.getSince()).isEqualTo(NOW.minusSeconds(67));
    }

    /** The reason code is that of the first by name, not that of the worst. */
    @Test
    void shouldNotGiveOkForTheReasonThatAGroupIsSuspect() {
        // Given
        EndpointId second = new EndpointId("zzz", Samples.ID.provider(), "large", Samples.ID.failureDomains());
        EndpointHealth recovering = Samples.endpoint(Samples.ID, Samples.condition(HealthState.RECOVERING, 17, NOW));
        EndpointHealth down = Samples.endpoint(second, Samples.condition(HealthState.DOWN, 17, NOW));

        // When
        ProviderHealth record = rollUp(recovering, down);

        // Then
        assertThat(record.getState()).isEqualTo(HealthState.SUSPECT);
        assertThat(record.getReasonCode()).isEqualTo("provider.overloaded");
    }

    /** "Empty where the bytes are of another version or broken": of a ramp with more steps, for one. */
    @Test
    void shouldReadNothingFromAStepThatTheRampDoesNotHave() {
        // Given
        Condition beyond = new Condition.Recovering(17, NOW, Samples.REASON, 4, NOW, 0);
        byte[] bytes = EndpointHealthCodec.encode(Samples.endpoint(Samples.ID, beyond), NOW);

        // When
        Optional<EndpointHealth> read = EndpointHealthCodec.decode(bytes);

        // Then
        assertThatCode(() -> read.ifPresent(health -> HealthRecords.of(health, NOW)))
                .doesNotThrowAnyException();
    }

    /** "A code that only a newer version knows is judged by its owner alone." */
    @ParameterizedTest
    @CsvSource({"credential.of_a_newer_version", "request.of_a_newer_version"})
    void shouldJudgeANewerCodeByItsOwner(String code) {
        assertThat(Observations.sign(code)).isEqualTo(Sign.REACHABLE);
    }

    /** One such claim would stop the stream, and again after each restart: state is encoded outside of any try. */
    @Test
    void shouldStoreAnEndpointWhateverAClaimSays() {
        // Given
        EndpointHealth probing = Samples.endpoint(Samples.ID, Samples.condition(HealthState.PROBING, 17, NOW));

        // When
        probing.claim(new ProbeClaim(Samples.ID.name(), "w1", 17L, Long.MAX_VALUE), NOW);

        // Then
        assertThatCode(() -> EndpointHealthCodec.encode(probing, NOW)).doesNotThrowAnyException();
    }

    /** The time of a judge "must not run backwards": ticks have the job's clock, attempts that of whoever wrote them. */
    @Test
    void shouldNotTellTheJudgeATimeBeforeTheLastTick() {
        // Given
        EndpointHealth health = EndpointHealth.unknown(Samples.ID, NOW);
        health.tick(NOW.plusSeconds(10));

        // When
        for (int i = 0; i < 4; i++) {
            health.record(
                    Samples.attempt("provider.timeout").setRequestId("r" + i).build(), NOW.plusSeconds(1));
        }

        // Then
        assertThat(health.condition()).isInstanceOf(Condition.Suspect.class);
        assertThat(health.condition().since()).isAfterOrEqualTo(NOW.plusSeconds(10));
    }

    @Test
    void shouldGoOnWhenTheClockIsSetBackByAnHour() {
        // Given
        EndpointHealth health = Samples.endpoint(Samples.ID, Samples.condition(HealthState.DOWN, 17, NOW));
        Instant hourBefore = NOW.minusSeconds(3_600);

        // When
        health.tick(NOW);
        health.tick(hourBefore);
        health.tick(hourBefore.plusSeconds(4));
        Condition tooSoon = health.condition();
        health.tick(hourBefore.plusSeconds(6));

        // Then
        assertThat(tooSoon).isInstanceOf(Condition.Down.class);
        assertThat(health.condition()).isInstanceOf(Condition.Probing.class);
    }

    private static ProviderHealth rollUp(EndpointHealth... endpoints) {
        return Objects.requireNonNull(RollUps.of(List.of(endpoints), NOW).get("#provider/acme"));
    }
}
