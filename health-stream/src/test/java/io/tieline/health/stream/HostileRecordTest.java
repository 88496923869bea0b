package io.tieline.health.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.Attempts;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.HealthScope;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.ProbeClaim;
import io.tieline.schemas.avro.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Records that can be decoded, and that no dispatcher would write: one of them must not stop the judgement of all. */
class HostileRecordTest extends TopologyScene {
    /** Longer than what the stores can hold of one word, and far below what the topic takes. */
    private static final String ENDLESS = "x".repeat(70_000);

    private void assertGoesOn() {
        job.attempt(Attempts.good("next/one", "w-1").build());
        assertThat(job.health("next/one").getState()).isEqualTo(HealthState.HEALTHY);
    }

    static Stream<Arguments> endless() {
        return Stream.of(
                Arguments.of("endpoint", Attempts.good("alpha/" + ENDLESS, "w-1")),
                Arguments.of("provider", Attempts.good(ALPHA, "w-1").setProvider(ENDLESS)),
                Arguments.of("model", Attempts.good(ALPHA, "w-1").setModel(ENDLESS)),
                Arguments.of("worker", Attempts.good(ALPHA, ENDLESS)),
                Arguments.of("code", Attempts.of(ALPHA, "w-1", "provider." + ENDLESS)),
                Arguments.of("request", Attempts.bad(ALPHA, "w-1").setRequestId(ENDLESS)),
                Arguments.of("failure domain", Attempts.good(ALPHA, "w-1").setFailureDomains(List.of(ENDLESS))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endless")
    void goesOnAfterAnAttemptWithAnEndlessWord(String what, Attempt.Builder attempt) {
        // When
        job.attempt(attempt.build());
        job.pass(Duration.ofSeconds(1));
        // Then
        assertThat(job.letters())
                .as(what)
                .singleElement()
                .satisfies(letter -> assertThat(letter.getReason()).isNotBlank());
        assertGoesOn();
    }

    @Test
    void goesOnAfterACallThatTookForEver() {
        // When
        job.attempt(Attempts.good(ALPHA, "w-1")
                .setStartedAt(Instant.ofEpochMilli(Long.MIN_VALUE))
                .setEndedAt(Instant.ofEpochMilli(Long.MAX_VALUE))
                .setUsage(new Usage(1L, 1L, false, 0L))
                .build());
        job.pass(Duration.ofSeconds(1));
        // Then
        assertGoesOn();
    }

    /** Whoever claims a probe for ever would keep the endpoint out of service for ever. */
    @Test
    void grantsNoProbeForEver() {
        // Given
        job.takeDown(ALPHA);
        job.passUntil(job.health(ALPHA).getUntil().plusMillis(100));
        // When
        job.claim(new ProbeClaim(ALPHA, "w-1", job.health(ALPHA).getEpoch(), Long.MAX_VALUE), job.now());
        job.pass(Duration.ofMinutes(1));
        // Then
        assertGoesOn();
        job.jump(Duration.ofHours(1));
        assertThat(job.health(ALPHA).getProbe()).isNull();
    }

    /** The keys with a hash are those of providers and failure domains. */
    @Test
    void letsNoEndpointTakeThePlaceOfAProvider() {
        // Given
        job.attempt(Attempts.good(ALPHA, "w-1").build());
        // When
        job.attempt(
                Attempts.good("#provider/alpha", "w-1").setProvider("mallory").build());
        // Then
        assertThat(job.health("#provider/alpha").getScope()).isEqualTo(HealthScope.PROVIDER);
        assertThat(job.letters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.getReason()).isNotBlank());
    }
}
