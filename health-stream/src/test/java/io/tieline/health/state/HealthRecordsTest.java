package io.tieline.health.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tieline.health.judge.Condition;
import io.tieline.health.judge.Grant;
import io.tieline.health.judge.Judge;
import io.tieline.health.judge.JudgeSettings;
import io.tieline.health.measure.Measurements;
import io.tieline.health.measure.Sample;
import io.tieline.schemas.avro.HealthEvidence;
import io.tieline.schemas.avro.HealthScope;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.HealthWindow;
import io.tieline.schemas.avro.ProbeGrant;
import io.tieline.schemas.avro.ProviderHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class HealthRecordsTest {
    private static final Instant SINCE = Samples.NOW.minusSeconds(77);

    @ParameterizedTest
    @CsvSource({"HEALTHY, 1.0", "SUSPECT, 0.5", "DOWN, 0.0", "PROBING, 0.0", "RECOVERING, 0.5"})
    void shouldTellWhatIsBelieved(HealthState state, double share) {
        // Given
        Condition condition = Samples.condition(state, 17, SINCE);

        // When
        ProviderHealth record = record(condition);

        // Then
        assertThat(record.getState()).isEqualTo(state);
        assertThat(record.getSince()).isEqualTo(SINCE);
        assertThat(record.getEpoch()).isEqualTo(17);
        assertThat(record.getAdmittedShare()).isEqualTo(share);
        assertThat(record.getReason()).isEqualTo(condition.reason().words());
        assertThat(record.getReasonCode()).isEqualTo(condition.reason().code());
    }

    @Test
    void shouldTellWhatTheRecordIsAbout() {
        ProviderHealth record = record(Samples.condition(HealthState.HEALTHY, 0, SINCE));

        assertThat(record.getEndpointId()).isEqualTo("acme-large-eu");
        assertThat(record.getProvider()).isEqualTo("acme");
        assertThat(record.getModel()).isEqualTo("large");
        assertThat(record.getScope()).isEqualTo(HealthScope.ENDPOINT);
        assertThat(record.getFailureDomains()).containsExactly("aws", "eu-west-1");
        assertThat(record.getMembers()).isEmpty();
        assertThat(record.getUpdatedAt()).isEqualTo(Samples.NOW);
    }

    @Test
    void shouldTellWhenAPauseEnds() {
        assertThat(record(Samples.condition(HealthState.DOWN, 1, SINCE)).getUntil())
                .isEqualTo(SINCE.plusMillis(5_678));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "DOWN")
    void shouldTellOfNoEndWhereTheStateHasNone(HealthState state) {
        ProviderHealth record = record(Samples.condition(state, 1, SINCE));

        assertThat(record.getUntil()).isNull();
        assertThat(record.getProbe()).isNull();
    }

    @Test
    void shouldTellWhoMakesTheProbe() {
        Grant grant = new Grant("w2", Samples.NOW.plusSeconds(9));
        Condition probing = new Condition.Probing(5, SINCE, Samples.REASON, SINCE, 2, Optional.of(grant));

        assertThat(record(probing).getProbe()).isEqualTo(new ProbeGrant("w2", Samples.NOW.plusSeconds(9)));
    }

    @Test
    void shouldShowTheEvidence() {
        ProviderHealth record = record(Samples.condition(HealthState.SUSPECT, 1, SINCE));

        Map<String, Long> failures = Map.of("provider.overloaded", 6L, "provider.timeout", 2L);
        assertThat(record.getEvidence()).isEqualTo(new HealthEvidence(12.5, 21L, failures, 7L, List.of("w1", "w3")));
        assertThat(record.getUsualFailureShare()).isEqualTo(0.0375);
    }

    @Test
    void shouldShowNoEvidenceWhereThereIsNone() {
        EndpointHealth unknown = EndpointHealth.unknown(Samples.ID, Samples.NOW);

        assertThat(HealthRecords.of(unknown, Samples.NOW).getEvidence())
                .isEqualTo(new HealthEvidence(0.0, 0L, Map.of(), 0L, List.of()));
    }

    @ParameterizedTest
    @CsvSource({"0, 60000, 0", "9000, 10000, 9000", "15000, 15000, 15000", "60000, 60000, 60000"})
    void shouldCallOverdueWhatTakesLongerThanAlmostAllOthers(long millis, double overdue, double slowest) {
        // Given
        Measurements measurements = new Measurements();
        if (millis > 0) {
            measurements.add(new Sample("ok", Duration.ofMillis(millis), 0, 0), Samples.NOW);
        }

        // When
        ProviderHealth record = record(measurements);

        // Then, but for the width of a bucket
        assertThat((double) record.getSlowestMillis()).isCloseTo(slowest, within(slowest / 16));
        assertThat((double) record.getOverdueAfterMillis()).isCloseTo(overdue, within(overdue / 16));
        assertThat(record.getOverdueAfterMillis()).isGreaterThanOrEqualTo(10_000);
    }

    @Test
    void shouldTellTheFiguresOfEachWindow() {
        // Given
        Measurements measurements = new Measurements();
        measurements.add(new Sample("ok", Duration.ofSeconds(2), 100, 5), Samples.NOW.minusSeconds(120));
        measurements.add(new Sample("provider.timeout", Duration.ofSeconds(50), 0, 7), Samples.NOW.minusSeconds(30));
        measurements.add(new Sample("ok", Duration.ofMillis(10), 1, 1), Samples.NOW);

        // When
        List<HealthWindow> windows = record(measurements).getWindows();

        // Then
        Map<String, Long> timeout = Map.of("provider.timeout", 1L);
        assertThat(windows)
                .containsExactly(
                        new HealthWindow(10_000L, 1L, Map.of(), 10L, 10L, 10L, 100.0, 1L),
                        new HealthWindow(60_000L, 2L, timeout, 10L, 10L, 10L, 100.0, 8L),
                        new HealthWindow(300_000L, 3L, timeout, 10L, 1983L, 1983L, 101_000 / 2_010.0, 13L));
    }

    @Test
    void shouldTellTheMedianAndTheTwoTailsApart() {
        // Given
        Measurements measurements = new Measurements();
        for (int rank = 1; rank <= 100; rank++) {
            long millis = rank <= 94 ? 1 : rank <= 98 ? 5 : 9;
            measurements.add(new Sample("ok", Duration.ofMillis(millis), 0, 0), Samples.NOW);
        }

        // When, Then
        assertThat(record(measurements).getWindows()).allSatisfy(window -> {
            assertThat(window.getLatencyMillisP50()).isEqualTo(1);
            assertThat(window.getLatencyMillisP95()).isEqualTo(5);
            assertThat(window.getLatencyMillisP99()).isEqualTo(9);
        });
    }

    private static ProviderHealth record(Condition condition) {
        return HealthRecords.of(Samples.endpoint(Samples.ID, condition), Samples.NOW);
    }

    private static ProviderHealth record(Measurements measurements) {
        Judge judge = new Judge(Samples.ID.name(), JudgeSettings.DEFAULTS, Samples.NOW);
        return HealthRecords.of(new EndpointHealth(Samples.ID, judge, measurements, Samples.NOW), Samples.NOW);
    }
}
