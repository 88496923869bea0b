package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.provider.FakeProviderCaller;
import io.tieline.routing.Budget;
import io.tieline.routing.Budget.WhenUsedUp;
import io.tieline.routing.Tenant;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.Spend;
import io.tieline.schemas.avro.SpendScope;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Dispatchers that go by the table of what was spent, as it stands in Kafka. */
class BudgetIT {
    private static final long MICRO_USD_PER_DAY = 1_000_000;

    private final FakeProviderCaller caller = new FakeProviderCaller();

    /** Each test has a tenant of its own: the table is all tests'. */
    private final String name = "budgeted-" + System.nanoTime();

    private Tenant tenant() {
        Budget budget = new Budget(BigDecimal.valueOf(MICRO_USD_PER_DAY, 6), null, WhenUsedUp.STOP);
        return new Tenant(name, null, null, Set.of(), budget, 0, null);
    }

    /** Today and tomorrow, lest midnight comes in between. */
    private void tellSpent(Scene scene, long microUsd) throws Exception {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        for (String day : List.of(today.toString(), today.plusDays(1).toString())) {
            Spend spend = new Spend(
                    SpendScope.TENANT, name, day, 1L, 1L, 0L, 1L, microUsd, 0L, Map.of("w", microUsd), Instant.now());
            byte[] value = scene.platform.serdes().encode(Topics.SPEND, spend);
            scene.send(Topics.SPEND, null, "tenant/" + name + "/" + day, value);
        }
        scene.send(Topics.SPEND, null, "tenant/garbage/2026-11-25", new byte[] {1, 2});
        scene.send(Topics.SPEND, null, "tenant/forgotten/2026-01-01", (byte[]) null);
        scene.platform.producer().flush();
    }

    private InferenceReply ask(Scene scene, int number) {
        String id = scene.ids(number, number + 1).getFirst();
        scene.send(
                Topics.REQUESTS_INTERACTIVE,
                null,
                scene.request(id).setTenant(name).setMaxOutputTokens(100).build());
        scene.awaitReplies(List.of(id));
        return Scene.replyTo(id, new ArrayList<>(scene.replies.seen()));
    }

    @Test
    void knowsWhatWasSpentBeforeItTakesTheFirstRequest() throws Exception {
        try (Scene scene = new Scene()) {
            // Given
            tellSpent(scene, MICRO_USD_PER_DAY - 10);
            // When
            scene.dispatcher("a", caller).tenants(tenant()).start();
            InferenceReply reply = ask(scene, 0);
            // Then
            assertThat(reply.getOutcome()).isEqualTo(Outcome.REJECTED);
            assertThat(reply.getError().getCode()).isEqualTo("policy.budget_used_up");
            assertThat(caller.calls()).isEmpty();
        }
    }

    @Test
    void hearsWhatOthersSpendMeanwhile() throws Exception {
        try (Scene scene = new Scene()) {
            // Given
            scene.dispatcher("a", caller).tenants(tenant()).start();
            assertThat(ask(scene, 0).getOutcome()).isEqualTo(Outcome.COMPLETED);
            // When
            tellSpent(scene, MICRO_USD_PER_DAY);
            // Then
            int[] number = {1};
            Scene.await().until(() -> ask(scene, number[0]++).getOutcome() == Outcome.REJECTED);
        }
    }
}
