package io.tieline.whatif.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.platform.ConfigException;
import io.tieline.schemas.ErrorCode;
import io.tieline.whatif.Traces;
import io.tieline.whatif.play.Outages;
import io.tieline.whatif.play.Outages.Trouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioTest {
    @TempDir
    private Path folder;

    private Scenario read(String event) throws Exception {
        return Scenario.read(Files.writeString(folder.resolve("scenario.yaml"), "outages:\n  - " + event + "\n"));
    }

    @Test
    void shouldHitWhoIsNamedForAsLongAsItLasts() throws Exception {
        // When
        Outages outages = read("{ providers: [one], after: 10m, lasts: 5m }").from(Traces.START);

        // Then
        long begin = Traces.START + 600_000;
        assertThat(outages.asRecorded()).isFalse();
        assertThat(outages.at(Traces.FIRST, begin - 1)).isEmpty();
        assertThat(outages.at(Traces.FIRST, begin))
                .contains(new Trouble(1, ErrorCode.PROVIDER_OVERLOADED, Optional.of(Duration.ofMillis(200)), 1));
        assertThat(outages.at(Traces.SECOND, begin)).isEmpty();
        assertThat(outages.at(Traces.FIRST, begin + 300_000)).isEmpty();
    }

    @Test
    void shouldKnowOutagesOfManyKinds() throws Exception {
        assertThat(read("{ failure-domains: [aws], lasts: 1h, slowdown: 4 }")
                        .from(0)
                        .at(Traces.FIRST.withFailureDomains(Set.of("aws")), 1))
                .contains(new Trouble(0, ErrorCode.PROVIDER_OVERLOADED, Optional.of(Duration.ofMillis(200)), 4));
        assertThat(read("{ endpoints: [one/large], lasts: 1h, error-percent: 30, code: provider.timeout }")
                        .from(0)
                        .at(Traces.FIRST, 1))
                .contains(new Trouble(0.3, ErrorCode.PROVIDER_TIMEOUT, Optional.empty(), 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ lasts: 1h }|endpoints is '[]', allowed: one or more of endpoints, providers and failure-domains",
                "{ providers: [one] }|lasts is 'null', allowed: longer than nothing",
                "{ providers: [one], lasts: 1h, error-percent: 101 }|error-percent is '101.0', allowed: 0 to 100",
                "{ providers: [one], lasts: 1h, slowdown: 0.5 }|slowdown is '0.5', allowed: 1 or more",
                "{ providers: [one], lasts: 1h, code: request.invalid }|code is 'request.invalid', allowed: a code of a provider",
                "{ providers: [one], lasts: 1h, error: 3 }|error",
            })
    void shouldNameWhatIsWrong(String event, String message) {
        assertThatThrownBy(() -> read(event))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }
}
