package io.tieline.dispatcher.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tieline.routing.Budget.WhenUsedUp;
import io.tieline.routing.Purse.Answer;
import io.tieline.routing.Tenant;
import io.tieline.schemas.avro.Spend;
import io.tieline.schemas.avro.SpendScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BudgetsTest {
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final Instant BEFORE_MIDNIGHT = Instant.parse("2026-11-30T23:59:59.999Z");
    private static final Instant MIDNIGHT = Instant.parse("2026-12-01T00:00:00Z");
    private static final String DAY = "2026-11-30";
    private static final String MONTH = "2026-11";

    private final Budgets budgets = new Budgets("w-1", () -> 1);

    private void heard(String period, long microUsd, Map<String, Long> byWorker) {
        budgets.heard(Tenants.sum(period, microUsd, byWorker), NOON);
    }

    private Reservation reserve(Tenant tenant, long microUsd, Instant now) {
        return budgets.reserve(tenant, microUsd, now).orElseThrow();
    }

    @Test
    void setsAsideBeforeACallAndCountsWhatItCostAfterIt() {
        // Given
        Tenant tenant = Tenants.acme(100);
        // When
        Reservation reservation = reserve(tenant, 80, NOON);
        // Then
        assertThat(budgets.affords(tenant, 21, NOON)).isEqualTo(Answer.SET_ASIDE);
        assertThat(budgets.reserve(tenant, 21, NOON)).isEmpty();
        // When
        reservation.settle(30, NOON);
        // Then
        assertThat(budgets.affords(tenant, 70, NOON)).isEqualTo(Answer.AFFORDED);
        assertThat(budgets.affords(tenant, 71, NOON)).isEqualTo(Answer.USED_UP);
    }

    @Test
    void givesBackWhatNoCallWasMadeFor() {
        // Given
        Tenant tenant = Tenants.acme(100);
        // When
        reserve(tenant, 80, NOON).release();
        // Then
        assertThat(budgets.affords(tenant, 100, NOON)).isEqualTo(Answer.AFFORDED);
    }

    @Test
    void isToldTheEndOfACallOnce() {
        // Given
        Reservation reservation = reserve(Tenants.acme(100), 80, NOON);
        reservation.settle(1, NOON);
        // When, Then
        assertThatIllegalStateException().isThrownBy(reservation::release);
        assertThatIllegalStateException().isThrownBy(() -> reservation.settle(1, NOON));
    }

    @Test
    void goesByTheTighterOfDayAndMonth() {
        // Given
        Tenant tenant = Tenants.acme(100L, 1_000L, WhenUsedUp.STOP);
        heard(DAY, 40, Map.of());
        // When, Then
        heard(MONTH, 900, Map.of());
        assertThat(budgets.affords(tenant, 60, NOON)).isEqualTo(Answer.AFFORDED);
        heard(MONTH, 970, Map.of());
        assertThat(budgets.affords(tenant, 60, NOON)).isEqualTo(Answer.USED_UP);
        assertThat(budgets.affords(tenant, 30, NOON)).isEqualTo(Answer.AFFORDED);
        reserve(tenant, 25, NOON);
        assertThat(budgets.affords(tenant, 30, NOON)).isEqualTo(Answer.SET_ASIDE);
    }

    @Test
    void keepsToAMonthAlone() {
        // Given
        Tenant tenant = Tenants.acme(null, 1_000L, WhenUsedUp.STOP);
        heard(DAY, 5_000, Map.of());
        heard(MONTH, 999, Map.of());
        // When, Then
        assertThat(budgets.affords(tenant, 1, NOON)).isEqualTo(Answer.AFFORDED);
        assertThat(budgets.affords(tenant, 2, NOON)).isEqualTo(Answer.USED_UP);
    }

    @Test
    void beginsAnewAtMidnightUtc() {
        // Given
        Tenant tenant = Tenants.acme(100L, 1_000L, WhenUsedUp.STOP);
        reserve(tenant, 90, NOON).settle(90, NOON);
        heard(MONTH, 990, Map.of());
        assertThat(budgets.affords(tenant, 20, BEFORE_MIDNIGHT)).isEqualTo(Answer.USED_UP);
        // When, Then
        assertThat(budgets.affords(tenant, 100, MIDNIGHT)).isEqualTo(Answer.AFFORDED);
    }

    @Test
    void countsACallOverMidnightForTheNewDayFromTheBeginning() {
        // Given
        Tenant tenant = Tenants.acme(100);
        Reservation overMidnight = reserve(tenant, 90, BEFORE_MIDNIGHT);
        // When, Then
        assertThat(budgets.affords(tenant, 20, MIDNIGHT)).isEqualTo(Answer.SET_ASIDE);
        overMidnight.settle(85, MIDNIGHT.plusSeconds(1));
        assertThat(budgets.affords(tenant, 20, MIDNIGHT.plusSeconds(2))).isEqualTo(Answer.USED_UP);
        assertThat(budgets.affords(tenant, 15, MIDNIGHT.plusSeconds(2))).isEqualTo(Answer.AFFORDED);
    }

    @Test
    void hearsOfTheNextDayFromClocksThatAreAhead() {
        // Given
        Tenant tenant = Tenants.acme(100);
        // When
        budgets.heard(Tenants.sum("2026-12-01", 95, Map.of()), BEFORE_MIDNIGHT);
        // Then
        assertThat(budgets.affords(tenant, 10, BEFORE_MIDNIGHT)).isEqualTo(Answer.AFFORDED);
        assertThat(budgets.affords(tenant, 10, MIDNIGHT)).isEqualTo(Answer.USED_UP);
    }

    @Test
    void passesOverWhatIsLongPastAndWhatIsNoTenants() {
        // Given
        Tenant tenant = Tenants.acme(100);
        // When
        heard("2026-10-01", 1_000, Map.of());
        heard("2026-09", 1_000, Map.of());
        budgets.heard(new Spend(SpendScope.ROUTE, Tenants.ACME, DAY, 1L, 1L, 0L, 1L, 1_000L, 0L, Map.of(), NOON), NOON);
        // Then
        assertThat(budgets.affords(tenant, 100, NOON)).isEqualTo(Answer.AFFORDED);
    }

    @Test
    void goesOnFromWhereAPredecessorOfItsNameStopped() {
        // Given
        Tenant tenant = Tenants.acme(100);
        heard(DAY, 60, Map.of("w-1", 50L, "w-2", 10L));
        budgets.started();
        // When
        reserve(tenant, 30, NOON).settle(30, NOON);
        // Then
        assertThat(budgets.affords(tenant, 10, NOON)).isEqualTo(Answer.AFFORDED);
        assertThat(budgets.affords(tenant, 11, NOON)).isEqualTo(Answer.USED_UP);
        // When
        heard(DAY, 95, Map.of("w-1", 80L, "w-2", 15L));
        // Then
        assertThat(budgets.affords(tenant, 5, NOON)).isEqualTo(Answer.AFFORDED);
        assertThat(budgets.affords(tenant, 6, NOON)).isEqualTo(Answer.USED_UP);
    }

    @Test
    void letsCallsThatCostNothingPassUnlessTheyAreToStop() {
        // Given
        Tenant stops = Tenants.acme(100);
        Tenant degrades = Tenants.acme(100L, null, WhenUsedUp.DEGRADE);
        heard(DAY, 99, Map.of());
        assertThat(budgets.affords(stops, 0, NOON)).isEqualTo(Answer.AFFORDED);
        // When
        heard(DAY, 100, Map.of());
        // Then
        assertThat(budgets.affords(stops, 0, NOON)).isEqualTo(Answer.USED_UP);
        assertThat(budgets.affords(degrades, 0, NOON)).isEqualTo(Answer.AFFORDED);
        assertThat(budgets.affords(degrades, 1, NOON)).isEqualTo(Answer.USED_UP);
    }

    @Test
    void takesAChangedBudgetOverWithAllThatWasSpent() {
        // Given
        Tenant free = Tenant.unrestricted(Tenants.ACME);
        reserve(free, 1_000_000, NOON).settle(70, NOON);
        // When, Then
        assertThat(budgets.affords(Tenants.acme(100), 31, NOON)).isEqualTo(Answer.USED_UP);
        assertThat(budgets.affords(Tenants.acme(200), 31, NOON)).isEqualTo(Answer.AFFORDED);
        assertThat(budgets.affords(free, Long.MAX_VALUE, NOON)).isEqualTo(Answer.AFFORDED);
    }

    @Test
    void keepsTenantsApart() {
        // Given
        Tenant tenant = Tenants.acme(100);
        Tenant other = new Tenant("other", null, null, tenant.jurisdictions(), tenant.budget(), 0, null);
        // When
        reserve(tenant, 100, NOON);
        // Then
        assertThat(budgets.affords(other, 100, NOON)).isEqualTo(Answer.AFFORDED);
    }

    @Test
    void neverSetsAsideTheSameMoneyForTwo() throws Exception {
        // Given
        Tenant tenant = Tenants.acme(1_000);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // When
            List<Future<Boolean>> taken = IntStream.range(0, 500)
                    .mapToObj(_ -> threads.submit(
                            () -> budgets.reserve(tenant, 7, NOON).isPresent()))
                    .toList();
            // Then
            int reserved = 0;
            for (Future<Boolean> each : taken) {
                reserved += each.get() ? 1 : 0;
            }
            assertThat(reserved).isEqualTo(1_000 / 7);
        }
        assertThat(budgets.affords(tenant, 7, NOON.plus(Duration.ofHours(1)))).isEqualTo(Answer.SET_ASIDE);
    }
}
