package io.tieline.health.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.Attempts;
import io.tieline.health.stream.TestJob.Row;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.ProbeClaim;
import io.tieline.schemas.avro.ProviderHealth;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Claims in, one grant out. */
class ProbeTopologyTest extends TopologyScene {
    private static final Duration CALL = Duration.ofSeconds(10);
    private static final Duration CALL_AND_SLACK = CALL.plusSeconds(2);

    /** An endpoint that was down and waits for its probe. */
    @BeforeEach
    void waitForTheProbe() {
        job.takeDown(ALPHA);
        passThePause();
    }

    private void passThePause() {
        job.passUntil(job.health(ALPHA).getUntil());
        job.pass(Duration.ofMillis(100));
        assertThat(job.health(ALPHA).getState()).isEqualTo(HealthState.PROBING);
        var _ = job.published();
    }

    private ProbeClaim claim(String workerId, long seenEpoch) {
        return new ProbeClaim(ALPHA, workerId, seenEpoch, CALL.toMillis());
    }

    private long epoch() {
        return job.health(ALPHA).getEpoch();
    }

    private Attempt probe(Attempt.Builder result) {
        return result.setSeenEpoch(epoch()).build();
    }

    @Test
    void grantsTheProbeToTheFirstWhoClaimsIt() {
        // Given
        long open = epoch();
        // When
        job.claim(claim("w-1", open), job.now());
        job.claim(claim("w-2", open), job.now());
        job.claim(claim("w-2", open + 1), job.now());
        // Then
        List<Row> rows = job.published(ALPHA);
        assertThat(rows).singleElement().satisfies(row -> {
            ProviderHealth health = row.get();
            assertThat(health.getState()).isEqualTo(HealthState.PROBING);
            assertThat(health.getProbe().getWorkerId()).isEqualTo("w-1");
            assertThat(health.getProbe().getUntil()).isEqualTo(job.now().plus(CALL_AND_SLACK));
            assertThat(health.getEpoch()).isEqualTo(open + 1);
        });
    }

    @Test
    void grantsNothingToWhoSawSomethingElse() {
        // Given
        long open = epoch();
        // When
        job.claim(claim("w-1", open - 1), job.now());
        job.claim(new ProbeClaim("beta/unheard-of", "w-1", 0L, CALL.toMillis()), job.now());
        // Then
        assertThat(job.published()).isEmpty();
        assertThat(job.health(ALPHA).getProbe()).isNull();
    }

    /** Kafka's clock stamps the claims, and need not agree with ours. */
    @Test
    void grantsAProbeHoweverFarKafkasClockIsBehind() {
        // When
        job.claim(claim("w-1", epoch()), job.now().minusSeconds(30));
        // Then
        assertThat(job.health(ALPHA).getProbe().getWorkerId()).isEqualTo("w-1");
    }

    @Test
    void opensTheProbeAgainWhenNothingWasHeardOfIt() {
        // Given
        job.claim(claim("w-1", epoch()), job.now());
        ProviderHealth granted = job.health(ALPHA);
        // When
        job.pass(CALL_AND_SLACK.minusMillis(100));
        boolean stillGranted = job.health(ALPHA).getProbe() != null;
        job.pass(Duration.ofMillis(100));
        // Then
        assertThat(stillGranted).isTrue();
        assertThat(job.health(ALPHA).getProbe()).isNull();
        assertThat(epoch()).isEqualTo(granted.getEpoch() + 1);
        job.claim(claim("w-2", epoch()), job.now());
        assertThat(job.health(ALPHA).getProbe().getWorkerId()).isEqualTo("w-2");
    }

    @Test
    void takesTheEndpointDownForLongerWhereTheProbeFails() {
        // Given
        job.claim(claim("w-1", epoch()), job.now());
        // When
        job.attempt(probe(Attempts.bad(ALPHA, "w-1")));
        // Then
        ProviderHealth health = job.health(ALPHA);
        assertThat(health.getState()).isEqualTo(HealthState.DOWN);
        assertThat(Duration.between(health.getSince(), health.getUntil()))
                .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(15));
    }

    @Test
    void listensToNobodyButTheOneWhoProbes() {
        // Given
        job.claim(claim("w-1", epoch()), job.now());
        long granted = epoch();
        // When
        job.attempt(probe(Attempts.bad(ALPHA, "w-2")));
        job.attempt(Attempts.bad(ALPHA, "w-1").setSeenEpoch(granted - 1).build());
        job.attempt(Attempts.bad(ALPHA, "w-1").build());
        // Then
        assertThat(job.health(ALPHA).getProbe().getWorkerId()).isEqualTo("w-1");
        assertThat(epoch()).isEqualTo(granted);
    }

    @Test
    void givesTheTrafficBackInStepsAfterFiveProbesThatSucceeded() {
        // When
        for (int i = 1; i <= 5; i++) {
            job.claim(claim("w-" + i, epoch()), job.now());
            job.attempt(probe(Attempts.good(ALPHA, "w-" + i)));
            job.pass(Duration.ofMillis(100));
        }
        HealthState recovering = job.health(ALPHA).getState();
        for (int i = 0; job.health(ALPHA).getState() != HealthState.HEALTHY && i < 100; i++) {
            job.attempt(probe(Attempts.good(ALPHA, "w-1")));
            job.pass(Duration.ofMillis(200));
        }
        // Then
        assertThat(recovering).isEqualTo(HealthState.RECOVERING);
        assertThat(job.published(ALPHA).stream()
                        .map(row -> row.get().getAdmittedShare())
                        .distinct())
                .containsExactly(0.0, 0.1, 0.25, 0.5, 1.0);
        assertThat(job.health("#provider/alpha").getState()).isEqualTo(HealthState.HEALTHY);
    }
}
