package io.tieline.dispatcher.dispatch;

import static io.tieline.dispatcher.provider.FakeProviderCaller.answer;
import static io.tieline.dispatcher.provider.FakeProviderCaller.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.Endpoints;
import io.tieline.dispatcher.TestClock;
import io.tieline.dispatcher.resilience.Permit;
import io.tieline.dispatcher.settle.Settlement;
import io.tieline.dispatcher.window.Flight;
import io.tieline.routing.Admission;
import io.tieline.routing.Endpoint;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.AttemptSummary;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ParkedRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deadlines, waits, and requests that are asked to make way. */
class DispatchTimeTest {
    private static final Endpoint A = Endpoints.endpoint("a", 1, Duration.ofSeconds(30));

    private final TestClock still = new TestClock();

    @ParameterizedTest(name = "fails with {0} after {1} of 10 s: breaker hears of it {2}")
    @CsvSource({
        "PROVIDER_TIMEOUT,      PT1S,   true",
        "PROVIDER_TIMEOUT,      PT9S,   true",
        "PROVIDER_TIMEOUT,      PT10S,  false",
        "PROVIDER_TIMEOUT,      PT9.99S, false",
        "PROVIDER_SERVER_ERROR, PT10S,  true"
    })
    void shouldBlameTheDeadlineOnlyForWhatItCutOff(ErrorCode code, Duration took, boolean blamed) throws Exception {
        // Given
        try (Bench bench = Bench.still(still)) {
            bench.caller.script("a", (_, _, _) -> {
                still.advance(took);
                return failure(code);
            });

            // When
            InferenceReply reply = bench.reply(bench.handle(withTime(still, Duration.ofSeconds(10))));

            // Then
            AttemptSummary first = reply.getAttempts().getFirst();
            assertThat(first.getCode()).isEqualTo(blamed ? code.wire() : "deadline.exceeded");
            boolean inTime = took.compareTo(Duration.ofSeconds(9)) <= 0;
            assertThat(reply.getOutcome()).isEqualTo(inTime ? Outcome.COMPLETED : Outcome.EXPIRED);
            assertThat(bench.caller.calls("b")).isEqualTo(inTime ? 1 : 0);
        }
    }

    @Test
    void shouldBlameAnEndpointThatUsedUpItsOwnTime() throws Exception {
        // Given
        try (Bench bench = Bench.still(still)) {
            bench.caller.script("a", (endpoint, _, _) -> {
                still.advance(endpoint.timeout());
                return failure(ErrorCode.PROVIDER_TIMEOUT);
            });

            // When
            InferenceReply reply = bench.reply(bench.handle(withTime(still, Duration.ofMinutes(5))));

            // Then
            assertThat(reply.getOutcome()).isEqualTo(Outcome.COMPLETED);
            assertThat(reply.getAttempts().getFirst().getCode()).isEqualTo("provider.timeout");
        }
    }

    @Test
    void shouldGiveACallNoMoreTimeThanIsLeft() throws Exception {
        // Given
        try (Bench bench = new Bench(still, still, A)) {
            // When
            bench.handle(withTime(still, Duration.ofSeconds(7)));

            // Then
            assertThat(bench.caller.calls().getFirst().limit()).isEqualTo(Duration.ofSeconds(7));
        }
    }

    @ParameterizedTest(name = "with {0} left, the first of two candidates gets {1}")
    @CsvSource({"PT8S, PT4S", "PT3S, PT2S", "PT1S, PT1S"})
    void shouldLeaveTimeForAnotherCandidateShouldTheFirstOneHang(Duration left, Duration limit) throws Exception {
        // Given
        try (Bench bench = Bench.still(still)) {
            bench.caller.script("a", (_, _, _) -> {
                still.advance(limit);
                return failure(ErrorCode.PROVIDER_TIMEOUT);
            });

            // When
            InferenceReply reply = bench.reply(bench.handle(withTime(still, left)));

            // Then
            assertThat(bench.caller.calls().getFirst().limit()).isEqualTo(limit);
            boolean timeLeft = limit.compareTo(left) < 0;
            assertThat(reply.getOutcome()).isEqualTo(timeLeft ? Outcome.COMPLETED : Outcome.EXPIRED);
            assertThat(reply.getAttempts().getFirst().getCode())
                    .isEqualTo(timeLeft ? "provider.timeout" : "deadline.exceeded");
        }
    }

    @Test
    void shouldNotCallWhenTheDeadlinePassedWhileItWaitedForASlot() throws Exception {
        // Given
        try (Bench bench = new Bench(still, still, A)) {
            Permit only = bench.guards.enter(A).orElseThrow();
            Run run = new Run(bench, withTime(still, Duration.ofSeconds(5)), bench.flight());
            run.awaitBlocked();

            // When
            still.advance(Duration.ofSeconds(6));
            only.succeeded(Duration.ofSeconds(6));
            InferenceReply reply = bench.reply(run.settlement());

            // Then
            assertThat(reply.getOutcome()).isEqualTo(Outcome.EXPIRED);
            assertThat(reply.getAttempts()).isEmpty();
            assertThat(bench.attempts()).isEmpty();
            assertThat(bench.guards.hasRoom(A)).isTrue();
        }
    }

    @Test
    void shouldWaitAMomentForTheOnlyEndpointRatherThanPark() throws Exception {
        // Given
        try (Bench bench = Bench.live(A)) {
            bench.caller.results("a", failure(ErrorCode.PROVIDER_SERVER_ERROR), answer("better"));

            // When
            InferenceReply reply = bench.reply(bench.handle(withTime(Clock.systemUTC(), Duration.ofMinutes(1))));

            // Then
            assertThat(reply.getText()).isEqualTo("better");
            Attempt first = bench.attempts().getFirst();
            Attempt second = bench.attempts().getLast();
            assertThat(Duration.between(first.getEndedAt(), second.getStartedAt()))
                    .isBetween(Duration.ofMillis(490), Duration.ofSeconds(4));
        }
    }

    @Test
    void shouldExpireWhileItWaits() throws Exception {
        // Given
        try (Bench bench = Bench.live(A)) {
            bench.caller.results("a", failure(ErrorCode.PROVIDER_SERVER_ERROR));

            // When
            InferenceReply reply = bench.reply(bench.handle(withTime(Clock.systemUTC(), Duration.ofMillis(300))));

            // Then
            assertThat(reply.getOutcome()).isEqualTo(Outcome.EXPIRED);
            assertThat(reply.getAttempts()).hasSize(1);
        }
    }

    @Test
    void shouldParkWhereItStandsWhenItHasToMakeWay() throws Exception {
        // Given
        try (Bench bench = Bench.live(A)) {
            bench.caller.hang("a");
            Flight flight = bench.flight();
            Run run = new Run(bench, withTime(Clock.systemUTC(), Duration.ofMinutes(1)), flight);
            run.awaitBlocked();

            // When
            flight.divert();
            ParkedRequest parked = bench.parked(run.settlement());

            // Then
            assertThat(parked.getNotBefore()).isBeforeOrEqualTo(Instant.now());
            assertThat(parked.getAttempts()).extracting(AttemptSummary::getCode).containsExactly("broker.interrupted");
            assertThat(bench.guards.hasRoom(A)).isTrue();
            assertThat(bench.guards.admission(A, Instant.now())).isEqualTo(new Admission.Admitted());
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenSomebodyElseWillRunIt() {
        // Given
        try (Bench bench = Bench.live(A)) {
            bench.caller.hang("a");
            Run run = new Run(bench, withTime(Clock.systemUTC(), Duration.ofMinutes(1)), bench.flight());
            run.awaitBlocked();

            // When
            bench.lease.close();

            // Then
            assertThat(run.result)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(InterruptedException.class);
            assertThat(bench.guards.hasRoom(A)).isTrue();
        }
    }

    @Test
    void shouldRunWhatNobodyCouldReadOnceTheRegistryIsBack() throws Exception {
        // Given
        try (Bench bench = Bench.live(A)) {
            InferenceRequest request = withTime(Clock.systemUTC(), Duration.ofMinutes(1));
            byte[] value = bench.serdes.encode(Topics.REQUESTS_BATCH, request);
            bench.registry.setAway(true);
            RecordReader ignorant = RecordReader.requests(bench.registry.serdes(), Topics.REQUESTS_BATCH);
            Flight flight = bench.flight();
            Run run = new Run(bench.dispatch(ignorant), Requests.record("r-1", value), flight);
            run.awaitBlocked();

            // When
            flight.divert();
            bench.registry.setAway(false);
            Settlement settlement = run.settlement();

            // Then
            assertThat(bench.reply(settlement).getOutcome()).isEqualTo(Outcome.COMPLETED);
        }
    }

    private static InferenceRequest withTime(Clock clock, Duration time) {
        Instant now = clock.instant();
        return Requests.request().setCreatedAt(now).setDeadline(now.plus(time)).build();
    }
}
