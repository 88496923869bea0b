package io.tieline.dispatcher.dispatch;

import static io.tieline.dispatcher.provider.FakeProviderCaller.answer;
import static io.tieline.dispatcher.provider.FakeProviderCaller.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.TestClock;
import io.tieline.dispatcher.provider.CallResult;
import io.tieline.dispatcher.settle.Settlement;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.AttemptSummary;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ParkedRequest;
import io.tieline.schemas.avro.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way of a request from its record to what it leaves behind. */
class DispatchTest {
    private static final Instant NOW = TestClock.START;

    private final TestClock clock = new TestClock();
    private final Bench bench = Bench.still(clock);

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void shouldAnswerFromThePreferredEndpointAndTellOfTheCall() throws Exception {
        // Given
        bench.caller.script("a", (_, _, _) -> {
            clock.advance(Duration.ofMillis(250));
            return answer("hello");
        });

        // When
        Settlement settlement = bench.handle(Requests.request().setJobId("j-1").build());

        // Then
        InferenceReply reply = bench.reply(settlement);
        assertThat(settlement.records()).hasSize(1);
        assertThat(reply.getOutcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(reply.getText()).isEqualTo("hello");
        assertThat(reply.getServedBy().getEndpointId()).isEqualTo("a");
        assertThat(reply.getServedBy().getSwitched()).isFalse();
        assertThat(reply.getCostMicroUsd()).isEqualTo(20);
        assertThat(reply.getAttempts()).containsExactly(new AttemptSummary(1, "a", "ok", 200, null, NOW, 250L, false));
        Attempt attempt = bench.attempts().getFirst();
        assertThat(attempt.getRequestId()).isEqualTo("r-1");
        assertThat(attempt.getTenant()).isEqualTo("acme");
        assertThat(attempt.getRoute()).isEqualTo("summarize");
        assertThat(attempt.getJobId()).isEqualTo("j-1");
        assertThat(attempt.getEndpointId()).isEqualTo("a");
        assertThat(attempt.getProvider()).isEqualTo("provider-of-a");
        assertThat(attempt.getModel()).isEqualTo("model-of-a");
        assertThat(attempt.getWorkerId()).isEqualTo("w-1");
        assertThat(attempt.getCode()).isEqualTo("ok");
        assertThat(attempt.getStartedAt()).isEqualTo(NOW);
        assertThat(attempt.getEndedAt()).isEqualTo(NOW.plusMillis(250));
        assertThat(attempt.getUsage()).isEqualTo(new Usage(10L, 5L, false, 0L));
        assertThat(attempt.getCostMicroUsd()).isEqualTo(20);
        assertThat(bench.attempts.history().getFirst().key()).isEqualTo("a".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldSwitchToTheNextEndpointAndAddUpWhatBothCost() throws Exception {
        // Given
        bench.caller.results(
                "a",
                new CallResult.Failure(
                        ErrorCode.PROVIDER_INVALID_OUTPUT,
                        "empty",
                        200,
                        "no_text",
                        Duration.ofSeconds(3),
                        new Usage(7L, 0L, false, 0L)));

        // When
        InferenceReply reply = bench.reply(bench.handle(Requests.request().build()));

        // Then
        assertThat(reply.getOutcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(reply.getServedBy().getEndpointId()).isEqualTo("b");
        assertThat(reply.getServedBy().getSwitched()).isTrue();
        assertThat(reply.getCostMicroUsd()).isEqualTo(27);
        assertThat(reply.getAttempts()).extracting(AttemptSummary::getNumber).containsExactly(1, 2);
        Attempt failed = bench.attempts().getFirst();
        assertThat(failed.getCode()).isEqualTo("provider.invalid_output");
        assertThat(failed.getHttpStatus()).isEqualTo(200);
        assertThat(failed.getProviderErrorType()).isEqualTo("no_text");
        assertThat(failed.getMessage()).isEqualTo("empty");
        assertThat(failed.getRetryAt()).isEqualTo(NOW.plusSeconds(3));
        assertThat(failed.getCostMicroUsd()).isEqualTo(7);
    }

    @ParameterizedTest(name = "asks for {0}")
    @ValueSource(ints = {1, 2, 3, 5, 50})
    void shouldNeverCallMoreOftenThanAskedNorThanAllowed(int asked) throws Exception {
        // Given
        bench.caller.script("a", (_, _, _) -> failAfterASecond(ErrorCode.PROVIDER_SERVER_ERROR));
        bench.caller.script("b", (_, _, _) -> failAfterASecond(ErrorCode.PROVIDER_TIMEOUT));

        // When
        Settlement settlement =
                bench.handleToItsEnd(Requests.request().setMaxAttempts(asked).build());

        // Then
        assertThat(bench.reply(settlement).getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(bench.caller.calls()).hasSize(Math.min(asked, 5));
        assertThat(bench.attempts()).hasSize(Math.min(asked, 5));
        assertThat(bench.deadLetters(settlement)).hasSize(1);
    }

    private CallResult failAfterASecond(ErrorCode code) {
        clock.advance(Duration.ofSeconds(1));
        return failure(code);
    }

    @Test
    void shouldEndAtOnceWhenTheRequestIsToBlame() throws Exception {
        // Given
        bench.caller.results("a", failure(ErrorCode.REQUEST_CONTENT_POLICY));

        // When
        Settlement settlement = bench.handle(Requests.request().build());

        // Then
        assertThat(bench.reply(settlement).getError().getCode()).isEqualTo("request.content_policy");
        assertThat(bench.caller.calls()).hasSize(1);
    }

    @Test
    void shouldMakeNoCallForWhatHasExpiredWasTakenBackOrIsWrong() throws Exception {
        // Given
        bench.recalls.takenBack("acme/r-2");
        InferenceRequest expired = Requests.request().setDeadline(NOW).build();
        InferenceRequest takenBack = Requests.request().setRequestId("r-2").build();
        InferenceRequest wrong = Requests.request().setTemperature(9.0).build();

        // When
        Settlement late = bench.handle(expired);
        Settlement cancelled = bench.handle(takenBack);
        Settlement rejected = bench.handle(wrong);

        // Then
        assertThat(bench.reply(late).getOutcome()).isEqualTo(Outcome.EXPIRED);
        assertThat(bench.reply(cancelled).getOutcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(bench.reply(rejected).getOutcome()).isEqualTo(Outcome.REJECTED);
        assertThat(bench.reply(rejected).getError().getMessage()).startsWith("temperature is '9.0'");
        assertThat(bench.deadLetters(rejected)).hasSize(1);
        assertThat(bench.caller.calls()).isEmpty();
    }

    @Test
    void shouldKeepWhatCanNotBeRead() throws Exception {
        // When
        Settlement settlement = bench.handle(Requests.record("r-1", new byte[] {0, 0}), bench.flight());

        // Then
        assertThat(bench.reply(settlement).getError().getCode()).isEqualTo("request.undecodable");
        assertThat(bench.deadLetters(settlement).getFirst().getRaw().array()).containsExactly(0, 0);
    }

    @Test
    void shouldParkWhenNobodyCanBeCalledForLongAndGoOnCountingAfterwards() throws Exception {
        // Given
        InferenceRequest request = Requests.request().setMaxAttempts(3).build();
        bench.caller.results("a", limited(60), failure(ErrorCode.PROVIDER_SERVER_ERROR));
        bench.caller.results("b", limited(90));

        // When
        ParkedRequest parked = bench.parked(bench.handle(request));
        InferenceReply reply = bench.reply(bench.handle(parked));

        // Then
        assertThat(parked.getRequest()).isEqualTo(request);
        assertThat(parked.getNotBefore()).isEqualTo(NOW.plusSeconds(60));
        assertThat(parked.getTimesParked()).isEqualTo(1);
        assertThat(parked.getAttempts()).hasSize(2);
        assertThat(parked.getReason()).contains("a: ", "b: asked for a pause");
        assertThat(reply.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(reply.getAttempts()).extracting(AttemptSummary::getNumber).containsExactly(1, 2, 3);
        assertThat(bench.caller.calls()).hasSize(3);
    }

    @Test
    void shouldNotRefuseForItsSizeWhatGrewWhileItWasParked() throws Exception {
        // Given
        ParkedRequest parked = new ParkedRequest(
                Requests.request().build(),
                NOW,
                "why ".repeat((int) Bench.REQUEST_BYTES),
                NOW,
                1,
                List.of(),
                0L,
                false);

        // When
        InferenceReply reply = bench.reply(bench.handle(parked));

        // Then
        assertThat(reply.getOutcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void shouldTellOfADefectAndGiveTheSlotBack() throws Exception {
        // Given
        bench.caller.script("a", (_, _, _) -> {
            throw new IllegalStateException("a bug");
        });

        // When
        Settlement settlement = bench.handle(Requests.request().build());

        // Then
        assertThat(bench.reply(settlement).getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(bench.reply(settlement).getError().getCode()).isEqualTo("broker.internal");
        for (int i = 0; i < 100; i++) {
            assertThat(bench.guards.enter(bench.endpoint("a"))).isPresent();
        }
    }

    @Test
    void shouldAnswerAlsoWhenTheAttemptsTopicCanNotBeWritten() throws Exception {
        // Given
        bench.attempts.sendException = new TimeoutException("no metadata");

        // When
        InferenceReply reply = bench.reply(bench.handle(Requests.request().build()));

        // Then
        assertThat(reply.getOutcome()).isEqualTo(Outcome.COMPLETED);
    }

    /** Whatever the providers do, a request ends, in its time and within its calls. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldEndEveryRequestWithinItsCalls(long seed) throws Exception {
        Random random = new Random(seed);
        ErrorCode[] codes = ErrorCode.values();
        for (String endpoint : List.of("a", "b")) {
            bench.caller.script(endpoint, (_, _, _) -> {
                clock.advance(Duration.ofSeconds(random.nextInt(100)));
                return random.nextInt(4) == 0 ? answer("ok") : failure(codes[random.nextInt(codes.length)]);
            });
        }
        for (int i = 0; i < 300; i++) {
            // Given
            int before = bench.caller.calls().size();
            InferenceRequest request = Requests.request()
                    .setRequestId("r-" + i)
                    .setDeadline(clock.instant().plusSeconds(600))
                    .build();

            // When
            Settlement settlement = bench.handle(request);
            while (!bench.isReply(settlement)) {
                settlement = bench.handle(bench.parked(settlement));
            }

            // Then
            assertThat(bench.reply(settlement).getAttempts())
                    .as("seed %s, request %s: probes with the last call are free", seed, i)
                    .filteredOn(attempt -> !attempt.getProbe())
                    .hasSizeLessThanOrEqualTo(5);
            assertThat(bench.reply(settlement).getAttempts())
                    .hasSize(bench.caller.calls().size() - before);
            assertThat(bench.attempts())
                    .as("seed %s, request %s: the topic tells of probes what the reply tells", seed, i)
                    .filteredOn(attempt -> attempt.getRequestId().equals(request.getRequestId()))
                    .extracting(Attempt::getProbe)
                    .isEqualTo(bench.reply(settlement).getAttempts().stream()
                            .map(AttemptSummary::getProbe)
                            .toList());
        }
    }

    private static CallResult limited(long seconds) {
        return new CallResult.Failure(
                ErrorCode.PROVIDER_RATE_LIMITED_BURST, "slow down", 429, null, Duration.ofSeconds(seconds), null);
    }
}
