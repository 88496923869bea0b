package io.tieline.health.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.avro.HealthState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransitionTest {
    @ParameterizedTest
    @EnumSource
    void shouldKeepEveryField(HealthState state) {
        Transition transition = transition("e1", Samples.NOW, state, HealthState.HEALTHY);
        Transition back = transition("e1", Samples.NOW, HealthState.DOWN, state);

        assertThat(Transition.decode(transition.encode())).hasValue(transition);
        assertThat(Transition.decode(back.encode())).hasValue(back);
    }

    @Test
    void shouldReadNothingFromBytesThatEndEarly() {
        byte[] bytes = transition("e1", Samples.NOW, HealthState.DOWN, HealthState.PROBING)
                .encode();

        for (int length = 0; length < bytes.length; length++) {
            assertThat(Transition.decode(Arrays.copyOf(bytes, length)))
                    .as("%d bytes", length)
                    .isEmpty();
        }
    }

    @Test
    void shouldReadNothingOfAStateThatDoesNotExist() {
        String bytes = new String(
                transition("e1", Samples.NOW, HealthState.DOWN, HealthState.HEALTHY)
                        .encode(),
                StandardCharsets.ISO_8859_1);

        assertThat(Transition.decode(bytes.replace("DOWN", "GONE").getBytes(StandardCharsets.ISO_8859_1)))
                .isEmpty();
    }

    @Test
    void shouldSortByEndpointAndThenByTime() {
        // Given
        Stream<Transition> sorted = Stream.of(
                at("a", Instant.ofEpochMilli(9)),
                at("a", Instant.ofEpochMilli(10)),
                at("a", Samples.NOW),
                at("a", Samples.NOW.plusMillis(1)),
                at("a", Instant.ofEpochMilli(Long.MAX_VALUE)),
                at("a-b", Instant.EPOCH),
                at("ab", Instant.EPOCH));

        // Then
        assertThat(sorted.map(each -> each.key(7))).isSorted().doesNotHaveDuplicates();
    }

    private static Transition at(String endpointId, Instant at) {
        return transition(endpointId, at, HealthState.HEALTHY, HealthState.SUSPECT);
    }

    private static Transition transition(String endpointId, Instant at, HealthState from, HealthState to) {
        return new Transition(endpointId, from, to, at, "provider.timeout", "schläft für 3 Anfragen");
    }
}
