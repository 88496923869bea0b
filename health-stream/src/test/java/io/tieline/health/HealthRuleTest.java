package io.tieline.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.avro.HealthState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HealthRuleTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private static final Verdict INITIAL = Verdict.initial(START);

    static Stream<Arguments> lastMinutes() {
        return Stream.of(
                Arguments.of(0, Map.of(), HealthState.HEALTHY, "no attempts that tell of health in the last minute"),
                Arguments.of(
                        0,
                        Map.of("provider.timeout", 4L),
                        HealthState.HEALTHY,
                        "4 of 4 attempts in the last minute failed by the provider's fault: fewer than 5 attempts are"
                                + " not judged"),
                Arguments.of(
                        0,
                        Map.of("provider.timeout", 5L),
                        HealthState.SUSPECT,
                        "5 of 5 attempts in the last minute failed by the provider's fault (100 %, suspect from 30 %):"
                                + " provider.timeout 5"),
                Arguments.of(
                        71,
                        Map.of("provider.timeout", 29L),
                        HealthState.HEALTHY,
                        "29 of 100 attempts in the last minute failed by the provider's fault (29 %, suspect from 30"
                                + " %): provider.timeout 29"),
                Arguments.of(
                        70,
                        Map.of("provider.timeout", 10L, "provider.overloaded", 20L),
                        HealthState.SUSPECT,
                        "30 of 100 attempts in the last minute failed by the provider's fault (30 %, suspect from 30"
                                + " %): provider.overloaded 20, provider.timeout 10"),
                Arguments.of(
                        50,
                        Map.of(),
                        HealthState.HEALTHY,
                        "0 of 50 attempts in the last minute failed by the provider's fault (0 %, suspect from 30 %)"));
    }

    @ParameterizedTest
    @MethodSource("lastMinutes")
    void shouldJudgeByTheShareOfTheProvidersFailures(
            long successes, Map<String, Long> failures, HealthState state, String reason) {
        // When
        Verdict verdict = HealthRule.judge(INITIAL, minute(successes, failures), START);

        // Then
        assertThat(verdict.state()).isEqualTo(state);
        assertThat(verdict.reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "provider.overloaded, true",
        "provider.server_error, true",
        "provider.timeout, true",
        "provider.connection_failed, true",
        "provider.stream_broken, true",
        "provider.unknown, true",
        "provider.of_a_later_version, true",
        "provider.rate_limited.burst, false",
        "provider.rate_limited.ramp, false",
        "provider.quota_exhausted, false",
        "provider.invalid_output, false",
        "credential.invalid, false",
        "credential.region_or_model_denied, false",
        "request.invalid, false",
        "request.content_policy, false",
        "policy.no_eligible_endpoint, false",
        "caller.cancelled, false",
        "deadline.exceeded, false",
        "broker.internal, false",
        "nonsense, false"
    })
    void shouldBlameTheProviderOnlyForItsOwnFailures(String code, boolean suspect) {
        // When
        Verdict verdict = HealthRule.judge(INITIAL, minute(5, Map.of(code, 20L)), START);

        // Then
        assertThat(verdict.state()).isEqualTo(suspect ? HealthState.SUSPECT : HealthState.HEALTHY);
    }

    @Test
    void shouldNotLetRateLimitsHideFailures() {
        // Given
        WindowSummary lastMinute = minute(2, Map.of("provider.rate_limited.burst", 90L, "provider.timeout", 8L));

        // Then
        assertThat(HealthRule.judge(INITIAL, lastMinute, START).state()).isEqualTo(HealthState.SUSPECT);
    }

    @Test
    void shouldCountChangesAndKeepTheirTime() {
        // Given
        WindowSummary ill = minute(0, Map.of("provider.timeout", 10L));
        WindowSummary worse = minute(0, Map.of("provider.timeout", 20L));

        // When
        Verdict first = HealthRule.judge(INITIAL, ill, START.plusSeconds(10));
        Verdict second = HealthRule.judge(first, worse, START.plusSeconds(20));
        Verdict third = HealthRule.judge(second, minute(0, Map.of()), START.plusSeconds(80));

        // Then
        assertThat(first.epoch()).isEqualTo(1);
        assertThat(second.epoch()).isEqualTo(1);
        assertThat(second.since()).isEqualTo(START.plusSeconds(10));
        assertThat(second.reason()).startsWith("20 of 20");
        assertThat(third)
                .isEqualTo(new Verdict(
                        HealthState.HEALTHY,
                        START.plusSeconds(80),
                        2,
                        "no attempts that tell of health in the last minute"));
    }

    private static WindowSummary minute(long successes, Map<String, Long> failures) {
        long failed = failures.values().stream().mapToLong(Long::longValue).sum();
        return new WindowSummary(successes + failed, failures, Duration.ZERO, Duration.ZERO);
    }
}
