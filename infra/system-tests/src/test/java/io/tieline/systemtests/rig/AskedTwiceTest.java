package io.tieline.systemtests.rig;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.testing.history.Event;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which questions may be asked twice. */
class AskedTwiceTest {
    private static final Instant START = Instant.parse("2026-11-30T12:00:00Z");

    private final AskedTwice asked = new AskedTwice(Set.of("gateway", "broker-1"));

    @ParameterizedTest(name = "{0} from {1} s to {2} s, first asked at {3} s: explained {4}")
    @CsvSource({
        "gateway,      100, 120, 110, true",
        "broker-1,     100, 120,  96, true",
        "broker-1,     100, 120, 124, true",
        "broker-1,     100, 120,  95, false",
        "broker-1,     100, 120, 125, false",
        "dispatcher-1, 100, 120, 110, false",
        "gateway,      100,  -1, 500, true",
    })
    void shouldBeExplainedByHarmInThatMoment(String part, long from, long to, long first, boolean explained) {
        // Given
        asked.began(new Event.FaultBegan(START.plusSeconds(from), "harness", "kill", part));
        if (to >= 0) {
            asked.ended(new Event.FaultEnded(START.plusSeconds(to), "harness", "kill", part));
        }

        // When
        asked.published("a question", START.plusSeconds(first));
        asked.published("another", START.plusSeconds(first));
        asked.published("a question", START.plusSeconds(600));

        // Then
        assertThat(asked.count()).isOne();
        assertThat(asked.unexplained()).isEqualTo(explained ? 0 : 1);
    }
}
