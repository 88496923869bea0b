package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JobIdsTest {
    @Test
    void shouldBeginWithTheTimeAndNeverBeAlike() {
        // Given
        Instant now = Instant.parse("2026-01-31T23:59:59.9Z");
        Random random = new Random(7);

        // Then
        assertThat(Stream.generate(() -> JobIds.next(now, random)).limit(1_000))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("job-20260131-235959-[0-9a-f]{8}"));
    }
}
