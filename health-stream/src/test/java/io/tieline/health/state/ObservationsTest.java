package io.tieline.health.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.judge.Observation;
import io.tieline.health.judge.Observation.Sign;
import io.tieline.health.measure.Sample;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Usage;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ObservationsTest {
    @ParameterizedTest
    @CsvSource({
        "ok, GOOD",
        "provider.rate_limited.burst, REACHABLE",
        "provider.rate_limited.ramp, REACHABLE",
        "provider.quota_exhausted, REACHABLE",
        "provider.overloaded, BAD",
        "provider.server_error, BAD",
        "provider.timeout, BAD",
        "provider.overdue, BAD",
        "provider.connection_failed, BAD",
        "provider.stream_broken, BROKEN_CONNECTION",
        "provider.invalid_output, REACHABLE",
        "provider.unknown, BAD",
        "credential.invalid, REACHABLE",
        "credential.region_or_model_denied, REACHABLE",
        "request.too_long, REACHABLE",
        "request.content_policy, REACHABLE",
        "request.invalid, REACHABLE",
        "policy.no_eligible_endpoint, NONE",
        "caller.cancelled, NONE",
        "deadline.exceeded, NONE",
        "broker.interrupted, NONE",
        "broker.internal, NONE",
        "provider.of_a_newer_version, BAD",
        "broker.of_a_newer_version, NONE",
        "nobody.knows, NONE",
        "'', NONE"
    })
    void shouldReadTheSignOfACode(String code, Sign sign) {
        assertThat(Observations.sign(code)).isEqualTo(sign);
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindTheEndpointIllWhereTheCodeSaysSo(ErrorCode code) {
        Sign sign = Observations.sign(code.wire());

        assertThat(sign == Sign.BAD || sign == Sign.BROKEN_CONNECTION).isEqualTo(code.isIllHealth());
        assertThat(sign).isNotEqualTo(Sign.GOOD);
    }

    @Test
    void shouldTellTheJudgeWhoSawWhat() {
        assertThat(Observations.of(
                        Samples.attempt("provider.timeout").setSeenEpoch(41L).build()))
                .isEqualTo(new Observation(Sign.BAD, "provider.timeout", "r1", "w1", OptionalLong.of(41)));
    }

    @Test
    void shouldTellTheJudgeWhereADispatcherKnewNoEpoch() {
        assertThat(Observations.of(Samples.attempt("ok").build()).seenEpoch()).isEmpty();
    }

    @Test
    void shouldMeasureACall() {
        assertThat(Observations.sample(Samples.attempt("ok")
                        .setUsage(new Usage(900L, 30L, false, 0L))
                        .build()))
                .isEqualTo(new Sample("ok", Duration.ofSeconds(2), 30, 70));
    }

    @Test
    void shouldMeasureNoTokensWhereNoneAreKnownOf() {
        assertThat(Observations.sample(Samples.attempt("provider.timeout").build()))
                .isEqualTo(new Sample("provider.timeout", Duration.ofSeconds(2), 0, 70));
    }
}
