package io.tieline.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AskTest {
    @Test
    void shouldCountWhatARouteAddsForAFamily() {
        // Given
        Endpoint endpoint = Samples.endpoint("one");
        Route plain = new Route("plain", List.of("one"));
        Route wordy = new Route(
                "wordy",
                List.of("one"),
                Objective.LISTED,
                null,
                false,
                Pinning.NONE,
                null,
                Map.of(endpoint.family(), "a".repeat(4_000), "another", "b".repeat(9_000)),
                "c".repeat(400));

        // When
        long without = Ask.PLAIN.estimateMicroUsd(endpoint, plain);
        long with = Ask.PLAIN.estimateMicroUsd(endpoint, wordy);

        // Then: at a micro-dollar a token
        assertThat(with - without).isEqualTo(1_100);
    }
}
