package io.tieline.health.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.Attempts;
import io.tieline.health.stream.TestJob.Row;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.HealthWindow;
import io.tieline.schemas.avro.ProviderHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of the health table while nobody calls anything. */
class HealthAgeingTest extends TopologyScene {
    @Test
    void beatsEveryFiveSeconds() {
        // Given
        job.attempt(Attempts.good(ALPHA, "w-1").build());
        List<Row> first = job.published();
        // When
        job.pass(Duration.ofSeconds(17));
        // Then
        List<Row> beats = job.published();
        assertThat(first).hasSize(3);
        for (String key : List.of(ALPHA, "#provider/alpha", "#domain/europe")) {
            assertThat(beats.stream()
                            .filter(row -> row.key().equals(key))
                            .map(row ->
                                    Duration.between(TestJob.START, row.get().getUpdatedAt())))
                    .as(key)
                    .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(15));
        }
        assertThat(beats)
                .hasSize(9)
                .allSatisfy(row -> assertThat(row.get().getEpoch()).isZero());
        assertThat(job.writes()).isEqualTo(4);
    }

    @Test
    void opensTheProbeWhenThePauseIsOver() {
        // Given
        job.takeDown(ALPHA);
        ProviderHealth down = job.health(ALPHA);
        Instant until = down.getUntil();
        // When
        job.passUntil(until.minusMillis(1));
        HealthState before = job.health(ALPHA).getState();
        job.pass(Duration.ofMillis(101));
        // Then
        assertThat(before).isEqualTo(HealthState.DOWN);
        ProviderHealth open = job.health(ALPHA);
        assertThat(open.getState()).isEqualTo(HealthState.PROBING);
        assertThat(open.getProbe()).isNull();
        assertThat(open.getUntil()).isNull();
        assertThat(open.getEpoch()).isEqualTo(down.getEpoch() + 1);
        assertThat(open.getSince()).isBetween(until, until.plusMillis(100));
    }

    @Test
    void dropsASuspicionThatNothingWasAddedToForAMinute() {
        // Given
        for (int i = 0; i < 4; i++) {
            job.attempt(Attempts.bad(ALPHA, "w-1").build());
        }
        HealthState before = job.health(ALPHA).getState();
        // When
        job.pass(Duration.ofSeconds(59));
        HealthState shortlyBefore = job.health(ALPHA).getState();
        job.pass(Duration.ofSeconds(1));
        // Then
        assertThat(before).isEqualTo(HealthState.SUSPECT);
        assertThat(shortlyBefore).isEqualTo(HealthState.SUSPECT);
        assertThat(job.health(ALPHA).getState()).isEqualTo(HealthState.HEALTHY);
        assertThat(job.health("#provider/alpha").getState()).isEqualTo(HealthState.HEALTHY);
    }

    @Test
    void letsCallsFallOutOfTheWindows() {
        // Given
        job.attempt(Attempts.good(ALPHA, "w-1").build());
        // When
        List<List<Long>> seen = Stream.of(15, 60, 300)
                .map(seconds -> {
                    job.passUntil(TestJob.START.plusSeconds(seconds));
                    return job.health(ALPHA).getWindows().stream()
                            .map(HealthWindow::getAttempts)
                            .toList();
                })
                .toList();
        // Then
        assertThat(seen).containsExactly(List.of(0L, 1L, 1L), List.of(0L, 0L, 1L), List.of(0L, 0L, 0L));
        assertThat(job.health(ALPHA).getWindows().getLast().getLatencyMillisP99())
                .isZero();
    }

    @Test
    void takesAnEndpointOutOfTheTableThatNobodyCalledForADay() {
        // Given
        job.takeDown(ALPHA);
        job.jump(Duration.ofDays(1).minusSeconds(5));
        boolean keptForADay = job.stored(ALPHA).isPresent();
        var _ = job.published();
        // When
        job.pass(Duration.ofSeconds(5));
        job.attempt(Attempts.good(ALPHA, "w-1").build());
        // Then
        assertThat(keptForADay).isTrue();
        for (String key : List.of(ALPHA, "#provider/alpha", "#domain/europe")) {
            assertThat(job.health(key).getState()).as(key).isEqualTo(HealthState.HEALTHY);
        }
        List<Row> rows = job.published();
        assertThat(rows.stream().filter(row -> row.health().isEmpty()).map(Row::key))
                .containsExactlyInAnyOrder(ALPHA, "#provider/alpha", "#domain/europe");
        assertThat(job.health(ALPHA).getEpoch()).isZero();
    }

    @Test
    void forgetsWhatItHasStoredOfAnEndpointThatIsGone() {
        // Given
        job.takeDown(ALPHA);
        // When
        job.jump(Duration.ofDays(1));
        // Then
        assertThat(job.stored(ALPHA)).isEmpty();
        assertThat(Optional.ofNullable(job.store(HealthTopology.BOARD_STORE).get(ALPHA)))
                .isEmpty();
    }

    @Test
    void movesAnEndpointThatTheCatalogueGivesToAnotherProvider() {
        // Given
        job.takeDown(ALPHA);
        var _ = job.published();
        // When
        job.attempt(Attempts.good(ALPHA, "w-1").setProvider("gamma").build());
        job.pass(Duration.ofSeconds(1));
        // Then
        assertThat(job.health(ALPHA).getState()).isEqualTo(HealthState.DOWN);
        assertThat(job.health("#provider/gamma").getMembers()).containsExactly(ALPHA);
        assertThat(job.published("#provider/alpha"))
                .last()
                .satisfies(row -> assertThat(row.health()).isEmpty());
    }
}
