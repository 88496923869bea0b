package io.tieline.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.avro.HealthState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointStatusTest {
    private static final Instant NOW = Samples.NOW;

    @ParameterizedTest
    @CsvSource({
        "HEALTHY,    1.0,  Admitted, true",
        "SUSPECT,    0.5,  Limited,  true",
        "RECOVERING, 0.1,  Limited,  true",
        "RECOVERING, 1.0,  Admitted, true",
        "DOWN,       0.0,  Denied,   false",
        "PROBING,    0.0,  Doubtful, false"
    })
    void shouldFollowFromTheState(HealthState state, double share, String admission, boolean takesCalls) {
        // When
        EndpointStatus status = status(state, share, Optional.empty());

        // Then
        assertThat(status.admission(NOW).getClass().getSimpleName()).isEqualTo(admission);
        assertThat(status.takesCalls()).isEqualTo(takesCalls);
    }

    @Test
    void shouldLetNobodyElseProbeWhileOneDoes() {
        // When
        Admission admission =
                status(HealthState.PROBING, 0, Optional.of("worker-7")).admission(NOW);

        // Then
        assertThat(admission).isInstanceOfSatisfying(Admission.Denied.class, denied -> {
            assertThat(denied.until()).isAfter(NOW);
            assertThat(denied.why()).contains("worker-7", "it failed");
        });
    }

    @Test
    void shouldTellTheShareInWords() {
        // When
        Admission admission =
                status(HealthState.RECOVERING, 0.25, Optional.empty()).admission(NOW);

        // Then
        assertThat(admission)
                .isEqualTo(new Admission.Limited(0.25, "recovers and gets 25 % of its traffic: it failed"));
    }

    private static EndpointStatus status(HealthState state, double share, Optional<String> prober) {
        return new EndpointStatus(
                state,
                NOW.minusSeconds(3),
                7,
                share,
                prober,
                "it failed",
                Duration.ofSeconds(10),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1));
    }
}
