package io.tieline.health.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.Attempts;
import io.tieline.health.stream.TestJob.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While a new catalogue is rolled out, dispatchers tell different things of the same endpoint. */
class TwoCataloguesTest {
    @Test
    void dontFloodTheTable(@TempDir Path directory) {
        try (TestJob job = new TestJob(directory)) {
            // When
            for (int i = 0; i < 100; i++) {
                job.attempt(Attempts.good("alpha/one", "w-" + i % 2)
                        .setFailureDomains(i % 2 == 0 ? List.of("europe") : List.of("europe", "aws"))
                        .build());
                job.pass(Duration.ofMillis(20));
            }
            // Then
            assertThat(job.published("alpha/one")).extracting(Row::key).hasSizeLessThan(10);
        }
    }
}
