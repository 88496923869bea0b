package io.tieline.health.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.Attempts;
import io.tieline.health.stream.TestJob.Row;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A weekend without a health stream and without a call. */
class ForgottenWhileAwayTest {
    @Test
    void takesProvidersAndDomainsOutOfTheTableTogetherWithTheirLastEndpoint(@TempDir Path directory) {
        // Given
        TestJob before = new TestJob(directory);
        before.attempt(Attempts.good("alpha/one", "w-1").build());
        // When
        try (TestJob after = before.restartAfter(Duration.ofDays(2))) {
            after.pass(Duration.ofSeconds(10));
            // Then
            assertThat(after.published())
                    .extracting(Row::key)
                    .containsExactlyInAnyOrder("alpha/one", "#provider/alpha", "#domain/europe");
        }
    }
}
