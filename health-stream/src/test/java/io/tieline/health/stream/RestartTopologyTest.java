package io.tieline.health.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.Attempts;
import io.tieline.health.state.Transition;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.ProbeClaim;
import io.tieline.schemas.avro.ProviderHealth;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The job ends and another one goes on from what it stored. */
class RestartTopologyTest extends TopologyScene {
    private static final Duration TICK = Duration.ofMillis(100);

    private void restart() {
        job = job.restart();
    }

    @Test
    void resumesDownAsItWas() {
        // Given
        job.takeDown(ALPHA);
        job.pass(Duration.ofSeconds(2));
        ProviderHealth before = job.health(ALPHA);
        // When
        restart();
        job.pass(TICK);
        // Then
        ProviderHealth after = job.health(ALPHA);
        assertThat(after.getState()).isEqualTo(HealthState.DOWN);
        assertThat(after.getUpdatedAt()).as("at once").isEqualTo(job.now());
        assertThat(ProviderHealth.newBuilder(after)
                        .setUpdatedAt(before.getUpdatedAt())
                        .build())
                .isEqualTo(before);
        job.passUntil(before.getUntil().minusMillis(1));
        assertThat(job.health(ALPHA).getState()).isEqualTo(HealthState.DOWN);
        job.pass(TICK.multipliedBy(2));
        assertThat(job.health(ALPHA).getState()).isEqualTo(HealthState.PROBING);
    }

    @Test
    void goesOnWithTheEvidenceThatItHad() {
        // Given
        for (int i = 0; i < 4; i++) {
            job.attempt(Attempts.bad(ALPHA, "w-1").build());
        }
        job.pass(Duration.ofSeconds(2));
        // When
        restart();
        for (int i = 0; i < 4; i++) {
            job.attempt(Attempts.bad(ALPHA, "w-2").build());
        }
        // Then
        ProviderHealth health = job.health(ALPHA);
        assertThat(health.getState()).isEqualTo(HealthState.DOWN);
        assertThat(health.getEvidence().getFailures()).containsEntry("provider.server_error", 8L);
        assertThat(health.getEvidence().getWorkers()).containsExactly("w-1", "w-2");
        assertThat(health.getWindows().getFirst().getAttempts()).isEqualTo(8);
    }

    @Test
    void knowsWhoMakesTheProbe() {
        // Given
        job.takeDown(ALPHA);
        job.passUntil(job.health(ALPHA).getUntil().plusMillis(100));
        job.claim(new ProbeClaim(ALPHA, "w-1", job.health(ALPHA).getEpoch(), 10_000L), job.now());
        ProviderHealth granted = job.health(ALPHA);
        // When
        restart();
        job.claim(new ProbeClaim(ALPHA, "w-2", granted.getEpoch(), 10_000L), job.now());
        job.pass(TICK);
        ProviderHealth after = job.health(ALPHA);
        job.attempt(Attempts.good(ALPHA, "w-1").setSeenEpoch(granted.getEpoch()).build());
        // Then
        assertThat(after.getProbe()).isEqualTo(granted.getProbe());
        assertThat(job.health(ALPHA).getEpoch()).isEqualTo(granted.getEpoch() + 1);
        assertThat(job.health(ALPHA).getProbe()).isNull();
    }

    @Test
    void remembersTheHistoryAndTakesARestartForNoChange() {
        // Given
        job.takeDown(ALPHA);
        List<Transition> before = job.history();
        // When
        restart();
        job.passUntil(before.getLast().at().plusSeconds(8));
        // Then
        List<Transition> after = job.history();
        assertThat(before).isNotEmpty();
        assertThat(after).startsWith(before.toArray(Transition[]::new)).hasSize(before.size() + 1);
        assertThat(after.getLast().from()).isEqualTo(HealthState.DOWN);
        assertThat(after.getLast().to()).isEqualTo(HealthState.PROBING);
    }

    @Test
    void tellsOfAllMembersOfAProvider() {
        // Given
        job.attempt(Attempts.good("alpha/other", "w-1").build());
        job.takeDown(ALPHA);
        // When
        restart();
        job.attempt(Attempts.good("alpha/third", "w-1").build());
        job.pass(Duration.ofSeconds(6));
        // Then
        ProviderHealth provider = job.health("#provider/alpha");
        assertThat(provider.getMembers()).containsExactly(ALPHA, "alpha/other", "alpha/third");
        assertThat(provider.getState()).isEqualTo(HealthState.SUSPECT);
    }

    @Test
    void measuresAnewWhatItCanNoLongerRead() {
        // Given
        job.takeDown(ALPHA);
        job.takeDown("beta/two");
        job.store(HealthTopology.JUDGE_STORE).put(ALPHA, new byte[] {99, 1, 2, 3});
        job.store(HealthTopology.BOARD_STORE).put(ALPHA, new byte[] {99, 1, 2, 3});
        // When
        restart();
        job.attempt(Attempts.good(ALPHA, "w-1").build());
        job.pass(TICK);
        // Then
        assertThat(job.health(ALPHA).getState()).isEqualTo(HealthState.HEALTHY);
        assertThat(job.health(ALPHA).getProvider()).isEqualTo("alpha");
        assertThat(job.health("beta/two").getState()).isEqualTo(HealthState.DOWN);
    }
}
