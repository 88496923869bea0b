package io.tieline.dispatcher.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.Endpoints;
import io.tieline.dispatcher.TestClock;
import io.tieline.dispatcher.provider.FakeProviderCaller;
import io.tieline.routing.Budget;
import io.tieline.routing.Budget.WhenUsedUp;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Price;
import io.tieline.routing.Purse.Answer;
import io.tieline.routing.Route;
import io.tieline.routing.Tenant;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.Usage;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests of a tenant with a budget. A call of theirs is estimated at 5 + 2 * 50 micro-dollars and costs 20. */
class BudgetDispatchTest {
    private static final long ESTIMATE = 105;
    private static final long COST = 20;

    private final TestClock clock = new TestClock();
    private final Endpoint paid = Endpoints.endpoint("paid");
    private final Endpoint free = Endpoints.endpoint("free").withPrice(new Price(BigDecimal.ZERO, BigDecimal.ZERO));
    private Bench bench = bench(ESTIMATE, WhenUsedUp.STOP, paid);

    @AfterEach
    void close() {
        bench.close();
    }

    private Bench bench(long microUsdPerDay, WhenUsedUp whenUsedUp, Endpoint... endpoints) {
        List<String> ids = List.of(endpoints).stream().map(Endpoint::id).toList();
        Catalogue catalogue = new Catalogue(
                List.of(endpoints), List.of(new Route("summarize", ids)), List.of(acme(microUsdPerDay, whenUsedUp)));
        return new Bench(clock, clock, catalogue);
    }

    private static Tenant acme(long microUsdPerDay, WhenUsedUp whenUsedUp) {
        Budget budget = new Budget(BigDecimal.valueOf(microUsdPerDay, 6), null, whenUsedUp);
        return new Tenant("acme", null, null, Set.of(), budget, 0, null);
    }

    private InferenceReply ask() throws InterruptedException {
        InferenceRequest request = Requests.request().setMaxOutputTokens(50).build();
        return bench.reply(bench.handle(request));
    }

    private Answer affords(long microUsd) {
        return bench.budgets.affords(acme(ESTIMATE, WhenUsedUp.STOP), microUsd, clock.instant());
    }

    @Test
    void setsTheEstimateAsideDuringTheCallAndCountsTheCostAfterIt() throws Exception {
        // Given
        bench.caller.script("paid", (_, _, _) -> {
            assertThat(affords(1)).as("during the call").isEqualTo(Answer.SET_ASIDE);
            return FakeProviderCaller.answer("ok");
        });
        // When
        InferenceReply reply = ask();
        // Then
        assertThat(reply.getOutcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(affords(ESTIMATE - COST)).isEqualTo(Answer.AFFORDED);
        assertThat(affords(ESTIMATE - COST + 1)).isEqualTo(Answer.USED_UP);
    }

    @Test
    void rejectsWithEvidenceAndWithoutACallWhenTheBudgetIsUsedUp() throws Exception {
        // Given
        ask();
        // When
        InferenceReply reply = ask();
        // Then
        assertThat(reply.getOutcome()).isEqualTo(Outcome.REJECTED);
        assertThat(reply.getError().getCode()).isEqualTo("policy.budget_used_up");
        assertThat(reply.getError().getEvidence())
                .containsExactly("paid: the budget of tenant acme is used up, or leaves less than the call may cost");
        assertThat(bench.caller.calls()).hasSize(1);
    }

    @Test
    void isServedForNothingWhereItIsToDegrade() throws Exception {
        // Given
        bench.close();
        bench = bench(ESTIMATE, WhenUsedUp.DEGRADE, paid, free);
        ask();
        // When
        InferenceReply reply = ask();
        // Then
        assertThat(reply.getServedBy().getEndpointId()).isEqualTo("free");
        assertThat(reply.getCostMicroUsd()).isZero();
    }

    @Test
    void paysForWhatACallReadThatWasCutOff() throws Exception {
        // Given
        bench.caller.results(
                "paid", FakeProviderCaller.failure(ErrorCode.PROVIDER_TIMEOUT), FakeProviderCaller.answer("ok"));
        // When
        var _ = bench.handle(Requests.request().setMaxOutputTokens(5).build());
        // Then
        Attempt cutOff = bench.attempts().getFirst();
        assertThat(cutOff.getUsage()).isEqualTo(new Usage(5L, 0L, true, 0L));
        assertThat(cutOff.getCostMicroUsd()).isEqualTo(5);
    }

    @Test
    void givesTheMoneyBackWhereADefectKeptTheCallFromEnding() throws Exception {
        // Given
        bench.caller.script("paid", (_, _, _) -> {
            throw new IllegalStateException("a defect");
        });
        // When
        InferenceReply reply = ask();
        // Then
        assertThat(reply.getError().getCode()).isEqualTo("broker.internal");
        assertThat(affords(ESTIMATE)).isEqualTo(Answer.AFFORDED);
    }
}
