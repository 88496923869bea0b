package io.tieline.testing.checker;

import io.tieline.testing.history.Event;
import java.util.Optional;
import java.util.function.Predicate;

/** I10: how long a tenant waits, alone and beside others. */
final class FairnessJudge {
    /** Of fewer, the 99th percentile is but the slowest. */
    private static final int LEAST_SAMPLE = 20;

    private final Ledger ledger;
    private final Frame frame;

    FairnessJudge(Ledger ledger, Frame frame) {
        this.ledger = ledger;
        this.frame = frame;
    }

    Finding judge(Optional<Rules.Fairness> compared) {
        if (compared.isEmpty()) {
            return new Finding.NotJudged("no phases to compare are named");
        }
        Rules.Fairness rule = compared.get();
        Spread solo = waits(rule.tenant(), rule.soloPhase());
        Spread shared = waits(rule.tenant(), rule.sharedPhase());
        if (solo.count() < LEAST_SAMPLE || shared.count() < LEAST_SAMPLE) {
            return new Finding.NotJudged(rule.tenant() + " has only " + solo.count() + " requests alone and "
                    + shared.count() + " beside others; " + LEAST_SAMPLE + " are needed of each");
        }
        long bound = (long) (solo.p99() * rule.factor()) + rule.slack().toMillis();
        return shared.p99() <= bound
                ? new Finding.Holds(shared.count())
                : new Finding.Broken(
                        rule.tenant() + " waits " + shared.p99() + " ms at the 99th percentile beside others, and "
                                + solo.p99() + " ms alone; allowed are " + bound + " ms",
                        1,
                        slowest(rule, shared.p99()));
    }

    private Spread waits(String tenant, String phase) {
        Spread.Builder waits = new Spread.Builder();
        for (Entry entry : ledger.entries()) {
            if (counts(entry, tenant, phase)) {
                waits.add(entry.began() - entry.publishedAt);
            }
        }
        return waits.build();
    }

    private boolean counts(Entry entry, String tenant, String phase) {
        return entry.isPublished()
                && entry.began() >= 0
                && tenant.equals(entry.tenant)
                && phase.equals(frame.phase(entry.publishedAt));
    }

    /** The earliest request that waited as long as the percentile, with its first call. */
    private Predicate<Event> slowest(Rules.Fairness rule, long wait) {
        Cases<Entry> cases = new Cases<>();
        for (Entry entry : ledger.entries()) {
            if (counts(entry, rule.tenant(), rule.sharedPhase()) && entry.began() - entry.publishedAt >= wait) {
                cases.add(entry.publishedAt, entry);
            }
        }
        Entry entry = cases.first();
        return Proofs.published(entry.id)
                .or(Proofs.calls(entry.id)
                        .and(event -> event instanceof Event.ProviderCall call
                                && call.start().toEpochMilli() == entry.began()));
    }
}
