package io.tieline.health.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.Attempts;
import io.tieline.health.state.Transition;
import io.tieline.schemas.avro.HealthState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the board remembers of the last day. */
class HistoryTopologyTest extends TopologyScene {
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void remembersEveryChangeWithItsReason() {
        // When
        job.takeDown(ALPHA);
        Instant down = job.health(ALPHA).getSince();
        job.passUntil(job.health(ALPHA).getUntil().plusMillis(100));
        // Then
        List<Transition> history = job.history();
        assertThat(history).extracting(Transition::endpointId).containsOnly(ALPHA);
        assertThat(history)
                .extracting(Transition::from)
                .containsExactly(HealthState.HEALTHY, HealthState.SUSPECT, HealthState.DOWN);
        assertThat(history)
                .extracting(Transition::to)
                .containsExactly(HealthState.SUSPECT, HealthState.DOWN, HealthState.PROBING);
        assertThat(history.get(1).at()).isEqualTo(down);
        assertThat(history.get(1).reasonCode()).isEqualTo("provider.server_error");
        assertThat(history.get(1).reason()).contains("calls failed (provider.server_error ");
    }

    @Test
    void takesFiguresForNoChange() {
        // When
        for (int i = 0; i < 30; i++) {
            job.attempt(Attempts.good(ALPHA, "w-1").build());
            job.pass(Duration.ofMillis(500));
        }
        // Then
        assertThat(job.history()).isEmpty();
    }

    @Test
    void keepsAChangeForADay() {
        // Given
        job.takeDown(ALPHA);
        List<Transition> first = job.history();
        job.jump(DAY.minusMinutes(5));
        job.attempt(Attempts.good(ALPHA, "w-1").build());
        // When
        job.passUntil(first.getFirst().at().plus(DAY).minusSeconds(1));
        List<Transition> withinTheDay = job.history();
        job.passUntil(first.getLast().at().plus(DAY).plusSeconds(61));
        List<Transition> afterwards = job.history();
        // Then
        assertThat(first).hasSize(2);
        assertThat(withinTheDay).containsAll(first);
        assertThat(afterwards)
                .as("what came later")
                .isNotEmpty()
                .doesNotContainAnyElementsOf(first)
                .isSubsetOf(withinTheDay);
    }

    @Test
    void dropsWhatItCanNoLongerRead() {
        // Given
        job.store(HealthTopology.HISTORY_STORE).put("old", new byte[] {0, 9});
        // When
        job.jump(Duration.ofMinutes(1));
        // Then
        assertThat(job.history()).isEmpty();
    }
}
