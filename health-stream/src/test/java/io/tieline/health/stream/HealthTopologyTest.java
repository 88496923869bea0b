package io.tieline.health.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.tieline.health.Attempts;
import io.tieline.health.state.HealthRecords;
import io.tieline.health.stream.TestJob.Row;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.HealthScope;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.HealthWindow;
import io.tieline.schemas.avro.ProviderHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From attempts to the health table. */
class HealthTopologyTest extends TopologyScene {
    private static final String BETA = "beta/two";

    @Test
    void tellsOfAnEndpointAtItsFirstCall() {
        // When
        job.attempt(Attempts.good(ALPHA, "w-1")
                .setFailureDomains(List.of("europe", "aws"))
                .build());
        // Then
        assertThat(job.published())
                .extracting(Row::key)
                .containsExactlyInAnyOrder(ALPHA, "#provider/alpha", "#domain/aws", "#domain/europe");
        ProviderHealth health = job.health(ALPHA);
        assertThat(health.getEndpointId()).isEqualTo(ALPHA);
        assertThat(health.getScope()).isEqualTo(HealthScope.ENDPOINT);
        assertThat(health.getProvider()).isEqualTo("alpha");
        assertThat(health.getModel()).isEqualTo("one");
        assertThat(health.getFailureDomains()).containsExactly("aws", "europe");
        assertThat(health.getState()).isEqualTo(HealthState.HEALTHY);
        assertThat(health.getEpoch()).isZero();
        assertThat(health.getSince()).isEqualTo(TestJob.START);
        assertThat(health.getUpdatedAt()).isEqualTo(TestJob.START);
        assertThat(job.counters.attempts.sum()).isEqualTo(1);
    }

    @Test
    void measuresACallInEveryWindow() {
        // When
        job.attempt(Attempts.good(ALPHA, "w-1").build());
        // Then
        ProviderHealth health = job.health(ALPHA);
        assertThat(health.getWindows())
                .extracting(HealthWindow::getLengthMillis)
                .containsExactly(10_000L, 60_000L, 300_000L);
        assertThat(health.getWindows()).allSatisfy(window -> {
            assertThat(window.getAttempts()).isEqualTo(1);
            assertThat(window.getLatencyMillisP50()).isCloseTo(Attempts.TOOK.toMillis(), withinPercentage(7));
            assertThat(window.getCostMicroUsd()).isEqualTo(40);
        });
    }

    @Test
    void addsEndpointsUpToProvidersAndFailureDomains() {
        // When
        job.attempt(Attempts.good(ALPHA, "w-1").build());
        job.attempt(Attempts.good(BETA, "w-1").build());
        job.pass(Duration.ofSeconds(5));
        // Then
        ProviderHealth provider = job.health("#provider/alpha");
        assertThat(provider.getScope()).isEqualTo(HealthScope.PROVIDER);
        assertThat(provider.getEndpointId()).isEqualTo("alpha");
        assertThat(provider.getMembers()).containsExactly(ALPHA);
        ProviderHealth domain = job.health("#domain/europe");
        assertThat(domain.getScope()).isEqualTo(HealthScope.FAILURE_DOMAIN);
        assertThat(domain.getEndpointId()).isEqualTo("europe");
        assertThat(domain.getMembers()).containsExactly(ALPHA, BETA);
        assertThat(domain.getWindows().getFirst().getAttempts()).isEqualTo(2);
    }

    @Test
    void takesDownWhatFailsAndWhatFallsTogetherWithIt() {
        // Given
        job.attempt(Attempts.good(BETA, "w-1").build());
        // When
        job.takeDown(ALPHA);
        // Then
        ProviderHealth alpha = job.health(ALPHA);
        assertThat(alpha.getState()).isEqualTo(HealthState.DOWN);
        assertThat(alpha.getReasonCode()).isEqualTo("provider.server_error");
        assertThat(alpha.getAdmittedShare()).isZero();
        assertThat(alpha.getUntil())
                .isBetween(alpha.getSince().plusSeconds(5), alpha.getSince().plusMillis(7_500));
        assertThat(alpha.getEvidence().getWorkers()).containsExactly("w-1", "w-2");
        assertThat(job.health("#provider/alpha").getState()).isEqualTo(HealthState.DOWN);
        assertThat(job.health("#domain/europe").getState()).isEqualTo(HealthState.SUSPECT);
        assertThat(job.health("#provider/beta").getState()).isEqualTo(HealthState.HEALTHY);
    }

    @Test
    void publishesFiguresOnceASecondAndAChangeAtOnce() {
        // Given
        for (int i = 0; i < 50; i++) {
            job.attempt(Attempts.good(ALPHA, "w-1").build());
            job.pass(Duration.ofMillis(20));
        }
        List<Row> figures = job.published(ALPHA);
        // When
        for (int i = 0; i < 8; i++) {
            job.attempt(Attempts.bad(ALPHA, "w-1").build());
        }
        // Then
        assertThat(figures)
                .extracting(row -> row.get().getUpdatedAt())
                .containsExactly(TestJob.START, TestJob.START.plusSeconds(1));
        assertThat(figures.getLast().get().getWindows().getFirst().getAttempts())
                .isEqualTo(50);
        List<Row> changes = job.published(ALPHA);
        assertThat(changes).singleElement().satisfies(row -> {
            assertThat(row.get().getState()).isEqualTo(HealthState.SUSPECT);
            assertThat(row.get().getUpdatedAt()).isEqualTo(TestJob.START.plusSeconds(1));
        });
    }

    @Test
    void publishesAGroupOnceASecondHoweverManyEndpointsItHas() {
        // When
        for (int i = 0; i < 30; i++) {
            job.attempt(Attempts.good("alpha/" + i, "w-1").build());
            job.pass(Duration.ofMillis(100));
        }
        // Then
        List<Row> rows = job.published("#provider/alpha");
        assertThat(rows).hasSizeBetween(3, 4);
        assertThat(rows.getLast().get().getMembers()).hasSizeGreaterThan(20);
    }

    @Test
    void storesWhatItPublishesAndNothingInBetween() {
        // When
        for (int i = 0; i < 100; i++) {
            job.attempt(Attempts.good(ALPHA, "w-1").build());
            job.pass(Duration.ofMillis(20));
        }
        job.takeDown(ALPHA);
        // Then
        List<Row> rows = job.published(ALPHA);
        assertThat(rows).hasSizeLessThan(10);
        assertThat(job.writes()).isEqualTo(rows.size());
        Instant updated = rows.getLast().get().getUpdatedAt();
        assertThat(job.stored(ALPHA).map(stored -> HealthRecords.of(stored, updated)))
                .contains(rows.getLast().get());
    }

    /** A clock that goes ahead must not keep an endpoint down for longer, nor hide what comes after it. */
    @Test
    void takesACallFromTheFutureForOneOfNow() {
        // When
        for (int i = 0; i < 12; i++) {
            job.attempt(Attempts.bad(ALPHA, "w-1").build(), job.now().plus(Duration.ofDays(1)));
            job.pass(Duration.ofMillis(200));
        }
        // Then
        ProviderHealth health = job.health(ALPHA);
        assertThat(health.getState()).isEqualTo(HealthState.DOWN);
        assertThat(health.getSince()).isBefore(job.now());
        assertThat(health.getUntil()).isBefore(job.now().plusMillis(7_500));
    }

    @Test
    void countsAnOverdueCallAsEvidenceButNotTwiceAsACall() {
        // Given
        String overdue = ErrorCode.PROVIDER_OVERDUE.wire();
        for (int i = 0; i < 3; i++) {
            job.attempt(Attempts.of(ALPHA, "w-1", overdue).build());
        }
        // When
        job.attempt(Attempts.of(ALPHA, "w-1", ErrorCode.PROVIDER_TIMEOUT.wire()).build());
        // Then
        ProviderHealth health = job.health(ALPHA);
        assertThat(health.getState()).isEqualTo(HealthState.SUSPECT);
        assertThat(health.getEvidence().getFailures())
                .containsEntry(overdue, 3L)
                .hasSize(2);
        assertThat(health.getWindows().getFirst().getAttempts()).isEqualTo(1);
    }

    /** Whoever renames one of these loses the health of all endpoints at the next upgrade. */
    @Test
    void keepsTheNamesOfWhatItStoresInKafka() {
        // When
        job.takeDown(ALPHA);
        // Then
        assertThat(job.topics())
                .contains(
                        "test-job-endpoint-health-changelog",
                        "test-job-health-board-changelog",
                        "test-job-health-history-changelog",
                        "test-job-board-repartition");
    }
}
