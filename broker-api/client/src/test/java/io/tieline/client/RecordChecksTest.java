package io.tieline.client;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.tieline.schemas.avro.InferenceRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecordChecksTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    static Stream<Arguments> invalid() {
        return Stream.of(
                invalid("requestId is '', allowed: 1 to 200 characters", r -> r.setRequestId("")),
                invalid("jobId is ' ', allowed: 1 to 200 characters", r -> r.setJobId(" ")),
                invalid("tenant is '', allowed: a name", r -> r.setTenant("")),
                invalid("route is ' ', allowed: a name", r -> r.setRoute(" ")),
                invalid("maxAttempts is '0', allowed: 1 or more", r -> r.setMaxAttempts(0)),
                invalid("deadline is '2026-01-01T12:00:00Z', allowed: after now", r -> r.setDeadline(NOW)),
                invalid(
                        "deadline is '2026-01-15T12:00:00.001Z', allowed: after now",
                        r -> r.setDeadline(NOW.plus(Duration.ofDays(14)).plusMillis(1))));
    }

    private static Arguments invalid(String message, UnaryOperator<InferenceRequest.Builder> mistake) {
        return Arguments.of(message, mistake);
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void shouldNameTheFieldAndTheValue(String message, UnaryOperator<InferenceRequest.Builder> mistake) {
        InferenceRequest request = mistake.apply(valid()).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordChecks.check(request, NOW))
                .withMessageStartingWith(message);
    }

    @Test
    void shouldTakeWhatCanBeAnswered() {
        assertThatNoException()
                .isThrownBy(() -> RecordChecks.check(
                        valid().setDeadline(NOW.plus(Duration.ofDays(14))).build(), NOW));
    }

    private static InferenceRequest.Builder valid() {
        return InferenceRequest.newBuilder()
                .setRequestId("1")
                .setTenant("acme")
                .setRoute("summarize")
                .setMessages(List.of())
                .setCreatedAt(NOW)
                .setDeadline(NOW.plusSeconds(1));
    }
}
