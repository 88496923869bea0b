package io.tieline.replay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.replay.select.Samples;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Plan;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.ProviderHealth;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetsTest {
    private static final Endpoint EU = Fleet.CATALOGUE.endpoint(Fleet.EU).orElseThrow();
    private static final Endpoint US = Fleet.CATALOGUE.endpoint(Fleet.US).orElseThrow();

    private static ProviderHealth health(String id, HealthState state, long secondsOld) {
        return ProviderHealth.newBuilder()
                .setEndpointId(id)
                .setProvider("p")
                .setModel("gpt")
                .setState(state)
                .setSince(Samples.NOON.minus(Duration.ofHours(1)))
                .setReason("too many failed")
                .setEpoch(1)
                .setUpdatedAt(Samples.NOON.minusSeconds(secondsOld))
                .build();
    }

    @ParameterizedTest(name = "eu is {0}, us is {1}, told {2} s ago: stops is {3}")
    @CsvSource({
        "DOWN,    DOWN,    1,   true",
        "DOWN,    HEALTHY, 1,   false",
        "HEALTHY, DOWN,    1,   false",
        "DOWN,    PROBING, 1,   false",
        "DOWN,    DOWN,    300, false",
    })
    void shouldStopWhereNobodyIsLeft(HealthState eu, HealthState us, long secondsOld, boolean stops) {
        // Given
        Map<String, ProviderHealth> table =
                Map.of(Fleet.EU, health(Fleet.EU, eu, secondsOld), Fleet.US, health(Fleet.US, us, secondsOld));
        Targets targets = new Targets(id -> Optional.ofNullable(table.get(id)));
        // When
        Optional<String> verdict =
                targets.verdict(List.of(Plan.over(List.of(EU)), Plan.over(List.of(US, EU))), Samples.NOON);
        // Then
        assertThat(verdict.isPresent()).isEqualTo(stops);
        assertThat(targets.verdict(List.of(), Samples.NOON)).isEmpty();
    }
}
