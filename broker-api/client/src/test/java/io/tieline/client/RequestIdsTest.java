package io.tieline.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {
    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "2026-01-01T12:00:00.123Z", "2500-12-31T23:59:59.999Z"})
    void shouldCarryTheTime(Instant time) {
        // When
        String id = RequestIds.next(time, new Random(1));

        // Then
        assertThat(RequestIds.timeOf(id)).contains(time);
    }

    @Test
    void shouldBeAUuidOfVersion7() {
        // Given
        Random random = new Random(2);
        Set<String> ids = new HashSet<>();

        for (int i = 0; i < 10_000; i++) {
            // When
            UUID id = UUID.fromString(RequestIds.next(Instant.ofEpochMilli(1_800_000_000_000L), random));

            // Then
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
            ids.add(id.toString());
        }
        assertThat(ids).hasSize(10_000);
    }

    @Test
    void shouldSortByTime() {
        // Given
        Random random = new Random(3);
        Instant time = Instant.parse("2026-01-01T12:00:00Z");

        // Then
        assertThat(RequestIds.next(time, random)).isLessThan(RequestIds.next(time.plusMillis(1), random));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "order-17", "0190163d-8694-4f1e-8d8d-6a1f9d4c1f3a", "1-2-7003-8004-5"})
    void shouldFindNoTimeInOtherIds(String id) {
        assertThat(RequestIds.timeOf(id)).isEmpty();
    }
}
