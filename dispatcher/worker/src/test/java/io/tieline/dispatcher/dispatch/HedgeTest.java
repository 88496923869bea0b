package io.tieline.dispatcher.dispatch;

import static io.tieline.dispatcher.provider.FakeProviderCaller.answer;
import static io.tieline.dispatcher.provider.FakeProviderCaller.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.tieline.dispatcher.settle.Settlement;
import io.tieline.dispatcher.window.Flight;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.AttemptSummary;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ParkedRequest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two calls for one request: whose answer counts, and what becomes of the other. */
class HedgeTest {
    private final HedgeScene s = new HedgeScene();

    @AfterEach
    void close() {
        s.close();
    }

    @Test
    void shouldServeTheAnswerOfTheCallThatJoinedAndCutTheFirstOneOff() {
        // Given
        Run run = s.startJoined();

        // When
        s.end("b", answer("from b"));
        Settlement settlement = run.settlement();

        // Then
        InferenceReply reply = s.bench.reply(settlement);
        assertThat(settlement.records()).hasSize(1);
        assertThat(reply.getOutcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(reply.getText()).isEqualTo("from b");
        assertThat(reply.getServedBy().getEndpointId()).isEqualTo("b");
        assertThat(reply.getServedBy().getSwitched()).isTrue();
        assertThat(reply.getPassedOver()).containsExactly("a: had not answered when the route's hedge-after was over");
        s.assertCalls(reply, "1 a broker.interrupted", "2 b ok");
        s.assertNothingIsLeft();
    }

    @Test
    void shouldServeTheAnswerOfTheFirstCallIfItStillComesFirst() {
        // Given
        Run run = s.startJoined();

        // When
        s.end("a", answer("from a"));
        InferenceReply reply = s.bench.reply(run.settlement());

        // Then
        assertThat(reply.getText()).isEqualTo("from a");
        assertThat(reply.getServedBy().getSwitched()).isFalse();
        assertThat(reply.getPassedOver()).isEmpty();
        s.assertCalls(reply, "1 a ok", "2 b broker.interrupted");
        s.assertNothingIsLeft();
    }

    @Test
    void shouldMakeOneCallWhereTheFirstAnswersInTime() {
        // Given
        Run run = s.start();
        s.awaitCall("a");

        // When
        s.clock.advance(HedgeScene.AFTER.minusMillis(1));
        s.end("a", answer("from a"));

        // Then
        s.assertCalls(s.bench.reply(run.settlement()), "1 a ok");
    }

    @Test
    void shouldChangeNothingWhereTheFirstFailsInTime() {
        // Given
        Run run = s.start();
        s.end("b", answer("from b"));

        // When
        s.end("a", failure(ErrorCode.PROVIDER_SERVER_ERROR));

        // Then
        s.assertCalls(s.bench.reply(run.settlement()), "1 a provider.server_error", "2 b ok");
        s.assertNothingIsLeft();
    }

    @Test
    void shouldGoOnWaitingForTheFirstWhereTheOneThatJoinedFails() {
        // Given
        Run run = s.startJoined();

        // When
        s.end("b", failure(ErrorCode.PROVIDER_OVERLOADED));
        await().until(() -> s.bench.attempts().size() == 1);
        s.end("a", answer("from a"));

        // Then
        InferenceReply reply = s.bench.reply(run.settlement());
        assertThat(reply.getText()).isEqualTo("from a");
        s.assertCalls(reply, "1 a ok", "2 b provider.overloaded");
        s.assertNothingIsLeft();
    }

    @Test
    void shouldGoOnWaitingForTheOneThatJoinedWhereTheFirstFails() {
        // Given
        Run run = s.startJoined();

        // When
        s.end("a", failure(ErrorCode.PROVIDER_OVERLOADED));
        await().until(() -> s.bench.attempts().size() == 1);
        s.end("b", answer("from b"));

        // Then
        s.assertCalls(s.bench.reply(run.settlement()), "1 a provider.overloaded", "2 b ok");
        s.assertNothingIsLeft();
    }

    @Test
    void shouldTryTheNextOneWhereBothFailAndJoinNoOtherCallOfTheRequest() {
        // Given
        Run run = s.startJoined();

        // When
        s.end("b", failure(ErrorCode.PROVIDER_SERVER_ERROR));
        s.end("a", failure(ErrorCode.PROVIDER_SERVER_ERROR));
        s.awaitCall("c");
        s.clock.advance(HedgeScene.AFTER.multipliedBy(2));
        s.end("c", answer("from c"));

        // Then
        InferenceReply reply = s.bench.reply(run.settlement());
        s.assertCalls(reply, "1 a provider.server_error", "2 b provider.server_error", "3 c ok");
        assertThat(s.bench.caller.calls()).hasSize(3);
        s.assertNothingIsLeft();
    }

    @Test
    void shouldNotLetAnotherModelAnswerWhatOneHasRefused() {
        // Given
        Run run = s.startJoined();

        // When
        s.end("a", failure(ErrorCode.REQUEST_CONTENT_POLICY));
        InferenceReply reply = s.bench.reply(run.settlement());

        // Then
        assertThat(reply.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(reply.getError().getCode()).isEqualTo("request.content_policy");
        s.assertCalls(reply, "1 a request.content_policy", "2 b broker.interrupted");
        s.assertNothingIsLeft();
    }

    @Test
    void shouldCutBothOffWhereTheRequestIsTakenBack() {
        // Given
        Run run = s.startJoined();

        // When
        s.bench.recalls.takenBack("acme/r-1");
        InferenceReply reply = s.bench.reply(run.settlement());

        // Then
        assertThat(reply.getOutcome()).isEqualTo(Outcome.CANCELLED);
        s.assertCalls(reply, "1 a caller.cancelled", "2 b caller.cancelled");
        s.assertNothingIsLeft();
    }

    @Test
    void shouldCutTheFirstOffWhereTheRequestIsTakenBackBeforeAnyJoinsIt() {
        // Given
        Run run = s.start();
        s.awaitCall("a");

        // When
        s.bench.recalls.takenBack("acme/r-1");

        // Then
        s.assertCalls(s.bench.reply(run.settlement()), "1 a caller.cancelled");
        s.assertNothingIsLeft();
    }

    @Test
    void shouldCutBothOffWhereTheRequestHasToMakeWay() {
        // Given
        Flight flight = s.bench.flight();
        Run run = s.startJoined(flight, Requests.request().build());

        // When
        flight.divert();
        ParkedRequest parked = s.bench.parked(run.settlement());

        // Then
        assertThat(parked.getAttempts())
                .extracting(AttemptSummary::getNumber, AttemptSummary::getCode)
                .containsExactly(tuple(1, "broker.interrupted"), tuple(2, "broker.interrupted"));
        s.assertNothingIsLeft();
    }

    @ParameterizedTest(name = "{0} tells first")
    @CsvSource({"a, b", "b, a"})
    void shouldExpireWhereTheDeadlinePassesWhileBothGoOn(String first, String second) {
        // Given
        InferenceRequest request = Requests.request()
                .setDeadline(s.clock.instant().plusSeconds(10))
                .build();
        Run run = s.startJoined(s.bench.flight(), request);

        // When
        s.clock.advance(Duration.ofSeconds(8));
        s.end(first, failure(ErrorCode.PROVIDER_TIMEOUT));
        s.end(second, failure(ErrorCode.PROVIDER_TIMEOUT));
        InferenceReply reply = s.bench.reply(run.settlement());

        // Then
        assertThat(reply.getOutcome()).isEqualTo(Outcome.EXPIRED);
        assertThat(reply.getAttempts())
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.getCode()).isIn("deadline.exceeded", "broker.interrupted"));
        s.assertNothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({"a", "b"})
    void shouldLeaveNothingBehindWhereADefectEndsOneOfThem(String broken) {
        // Given
        s.bench.caller.script(broken, (_, _, _) -> {
            var _ = s.resultsOf(broken).take();
            throw new IllegalStateException("a defect");
        });
        Run run = s.startJoined();

        // When
        s.end(broken, answer("never seen"));
        InferenceReply reply = s.bench.reply(run.settlement());

        // Then
        assertThat(reply.getError().getCode()).isEqualTo("broker.internal");
        s.assertNothingIsLeft();
    }
}
