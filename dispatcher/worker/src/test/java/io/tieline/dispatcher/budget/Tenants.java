package io.tieline.dispatcher.budget;

import io.tieline.routing.Budget;
import io.tieline.routing.Budget.WhenUsedUp;
import io.tieline.routing.Tenant;
import io.tieline.schemas.avro.Spend;
import io.tieline.schemas.avro.SpendScope;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tenants with budgets, and what the table says of them. */
final class Tenants {
    static final String ACME = "acme";

    private Tenants() {}

    static Tenant acme(@Nullable Long perDayMicroUsd, @Nullable Long perMonthMicroUsd, WhenUsedUp whenUsedUp) {
        Budget budget = new Budget(usd(perDayMicroUsd), usd(perMonthMicroUsd), whenUsedUp);
        return new Tenant(ACME, null, null, Set.of(), budget, 0, null);
    }

    static Tenant acme(long perDayMicroUsd) {
        return acme(perDayMicroUsd, null, WhenUsedUp.STOP);
    }

    private static @Nullable BigDecimal usd(@Nullable Long microUsd) {
        return microUsd == null ? null : BigDecimal.valueOf(microUsd, 6);
    }

    static Spend sum(String period, long microUsd, Map<String, Long> byWorker) {
        return new Spend(SpendScope.TENANT, ACME, period, 1L, 1L, 0L, 1L, microUsd, 0L, byWorker, Instant.EPOCH);
    }
}
