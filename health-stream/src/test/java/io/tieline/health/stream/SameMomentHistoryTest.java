package io.tieline.health.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.Attempts;
import io.tieline.health.state.Transition;
import io.tieline.schemas.avro.HealthState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that catches up weighs many calls in one millisecond. */
class SameMomentHistoryTest {
    @Test
    void remembersChangesThatFollowEachOtherWithinAMillisecond(@TempDir Path directory) {
        try (TestJob job = new TestJob(directory)) {
            // Given
            Instant begin = TestJob.START.minusSeconds(10);
            // When
            for (int i = 0; i < 10; i++) {
                job.attempt(Attempts.bad("alpha/one", "w-1").build(), begin.plusMillis(200L * i));
            }
            // Then
            List<Transition> history = job.history();
            assertThat(history).extracting(Transition::from).containsExactly(HealthState.HEALTHY, HealthState.SUSPECT);
            assertThat(history).extracting(Transition::to).containsExactly(HealthState.SUSPECT, HealthState.DOWN);
        }
    }
}
