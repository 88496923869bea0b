package io.tieline.dispatcher.dispatch;

import static io.tieline.dispatcher.provider.FakeProviderCaller.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.tieline.routing.Admission;
import io.tieline.routing.Lane;
import io.tieline.routing.Purse.Answer;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.AttemptSummary;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which calls are joined by another, how often, and what that costs. A call is estimated as in {@link BudgetDispatchTest}. */
class HedgeCostTest {
    private HedgeScene s = new HedgeScene();

    @AfterEach
    void close() {
        s.close();
    }

    private void with(@Nullable Duration hedgeAfter, @Nullable Long microUsdPerDay) {
        s.close();
        s = new HedgeScene(hedgeAfter, microUsdPerDay);
    }

    @Test
    void shouldCountWhatTheLoserIsEstimatedToCost() {
        // Given
        Run run = s.startJoined();

        // When
        s.end("b", answer("from b"));
        InferenceReply reply = s.bench.reply(run.settlement());

        // Then
        assertThat(s.bench.attempts())
                .extracting(
                        Attempt::getEndpointId,
                        Attempt::getCostMicroUsd,
                        call -> call.getUsage().getEstimated())
                .containsExactlyInAnyOrder(tuple("a", 5L, true), tuple("b", 20L, false));
        assertThat(reply.getCostMicroUsd()).isEqualTo(25);
        assertThat(reply.getCostEstimated()).isTrue();
    }

    @Test
    void shouldNotThinkWorseOfAnEndpointWhoseCallsAreCutOff() {
        for (int i = 0; i < 10; i++) {
            // When
            int before = i;
            Run run = s.start();
            await().until(() -> s.bench.caller.calls("a") == before + 1);
            s.clock.advance(HedgeScene.AFTER);
            s.end("b", answer("from b"));
            InferenceReply reply = s.bench.reply(run.settlement());

            // Then
            assertThat(reply.getAttempts())
                    .extracting(AttemptSummary::getCode)
                    .containsExactly("broker.interrupted", "ok");
            assertThat(s.bench.guards.admission(HedgeScene.A, s.clock.instant()))
                    .isEqualTo(new Admission.Admitted());
        }
        s.assertNothingIsLeft();
    }

    @ParameterizedTest(name = "{0} lane, hedge-after {1}")
    @CsvSource({"BATCH, PT2S", "PARKED, PT2S", "INTERACTIVE, "})
    void shouldJoinNoCallForWhichNobodyWaitsOrWhoseRouteDoesNotSaySo(Lane lane, @Nullable Duration hedgeAfter) {
        // Given
        with(hedgeAfter, null);
        Run run = s.start(lane, s.bench.flight(), Requests.request().build());
        s.awaitCall("a");

        // When
        s.clock.advance(HedgeScene.AFTER.multipliedBy(10));
        s.end("a", answer("from a"));

        // Then
        s.assertCalls(s.bench.reply(run.settlement()), "1 a ok");
    }

    @Test
    void shouldJoinNoMoreThanOneCallOfFifty() {
        // Given
        while (s.bench.hedges.take("summarize")) {}
        int joined = 0;

        // When
        for (int i = 1; i <= 100; i++) {
            Run run = s.start();
            int number = i;
            await().pollInterval(Duration.ofMillis(1)).until(() -> s.bench.caller.calls("a") == number);
            s.clock.advance(HedgeScene.AFTER);
            if (i % 50 == 0) {
                int before = joined;
                await().until(() -> s.bench.caller.calls("b") == before + 1);
            }
            s.end("a", answer("from a"));
            joined += s.bench.reply(run.settlement()).getAttempts().size() - 1;
        }

        // Then
        assertThat(joined).isEqualTo(2);
        assertThat(s.bench.caller.calls("b")).isEqualTo(2);
    }

    @Test
    void shouldKeepTheLeaveToJoinWhereNobodyCan() throws Exception {
        // Given
        while (s.bench.hedges.take("summarize")) {}
        for (int i = 0; i < 49; i++) {
            s.bench.hedges.called("summarize");
        }
        var _ = s.bench.guards.enter(HedgeScene.B).orElseThrow();
        var _ = s.bench.guards.enter(HedgeScene.C).orElseThrow();
        Run run = s.start();
        s.awaitCall("a");

        // When
        s.clock.advance(HedgeScene.AFTER);
        s.end("a", answer("from a"));

        // Then
        s.assertCalls(s.bench.reply(run.settlement()), "1 a ok");
        assertThat(s.bench.hedges.take("summarize")).isTrue();
    }

    @ParameterizedTest(name = "{0} micro-dollars: {1} calls")
    @CsvSource({"209, 1", "210, 2"})
    void shouldJoinOnlyWhatTheTenantCanPayForTwice(long microUsd, int calls) {
        // Given
        with(HedgeScene.AFTER, microUsd);
        InferenceRequest request = Requests.request().setMaxOutputTokens(50).build();
        Run run = s.start(Lane.INTERACTIVE, s.bench.flight(), request);
        s.awaitCall("a");

        // When
        s.clock.advance(HedgeScene.AFTER);
        if (calls == 2) {
            s.awaitCall("b");
        }
        s.end("a", answer("from a"));
        InferenceReply reply = s.bench.reply(run.settlement());

        // Then
        assertThat(reply.getAttempts()).hasSize(calls);
        long spent = reply.getCostMicroUsd();
        assertThat(s.bench.budgets.affords(HedgeScene.acme(microUsd), microUsd - spent, s.clock.instant()))
                .isEqualTo(Answer.AFFORDED);
        assertThat(s.bench.budgets.affords(HedgeScene.acme(microUsd), microUsd - spent + 1, s.clock.instant()))
                .isEqualTo(Answer.USED_UP);
    }

    @Test
    void shouldPinAJobToTheFamilyOfItsFirstCall() {
        // Given
        Run run = s.startJoined(
                s.bench.flight(), Requests.request().setJobId("job-1").build());

        // When
        s.end("b", answer("from b"));
        run.settlement();

        // Then
        assertThat(s.bench.pins.families).containsEntry("job-1", HedgeScene.A.family());
    }
}
