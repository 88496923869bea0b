package io.tieline.dispatcher.budget;

import io.tieline.routing.Budget;
import io.tieline.routing.Purse;
import io.tieline.routing.Tenant;
import io.tieline.schemas.avro.Spend;
import io.tieline.schemas.avro.SpendScope;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/**
 * What tenants have left to spend, by the table of what all dispatchers have spent and by this one's own calls. With the table
 * out of reach, its last word and the own spending since go on to count. Safe for use by several threads.
 */
public final class Budgets implements Purse {
    private final String workerId;
    private final IntSupplier liveWorkers;
    private final Map<String, Ledger> ledgers = new ConcurrentHashMap<>();
    private volatile boolean starting = true;

    /**
     * Nothing is known yet.
     *
     * @param workerId of this dispatcher, as its attempts tell it
     * @param liveWorkers how many dispatchers share the work at present, this one included; less than 1 counts as 1
     */
    public Budgets(String workerId, IntSupplier liveWorkers) {
        this.workerId = workerId;
        this.liveWorkers = liveWorkers;
    }

    @Override
    public Answer affords(Tenant tenant, long microUsd, Instant now) {
        Budget budget = tenant.budget();
        return budget == null ? Answer.AFFORDED : ledger(tenant.name()).affords(budget, microUsd, now, workers());
    }

    /**
     * Sets aside what a call is estimated to cost; empty where it can't be paid for, or not at this moment.
     *
     * @param microUsd 0 or more
     */
    public Optional<Reservation> reserve(Tenant tenant, long microUsd, Instant now) {
        Ledger ledger = ledger(tenant.name());
        return ledger.reserve(tenant.budget(), microUsd, now, workers())
                ? Optional.of(new Reservation(ledger, microUsd))
                : Optional.empty();
    }

    /** Takes a record of the table. */
    public void heard(Spend spend, Instant now) {
        if (spend.getScope() == SpendScope.TENANT) {
            long mine = spend.getByWorker().getOrDefault(workerId, 0L);
            ledger(spend.getName()).told(spend.getPeriod(), spend.getCostMicroUsd(), mine, starting, now);
        }
    }

    /** The table has been read as it is; from now on this dispatcher makes calls. */
    public void started() {
        starting = false;
    }

    private Ledger ledger(String tenant) {
        Ledger known = ledgers.get(tenant);
        return known == null ? ledgers.computeIfAbsent(tenant, _ -> new Ledger()) : known;
    }

    private int workers() {
        return Math.max(1, liveWorkers.getAsInt());
    }
}
