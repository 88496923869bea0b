package io.tieline.dispatcher.budget;

import io.tieline.routing.Purse.Answer;

/**
 * What one tenant has spent in one day or month, as far as this dispatcher knows: what the table says, and of its own
 * spending what the table doesn't hold yet. Micro-dollars throughout. Used under its ledger's lock.
 */
final class Account {
    private long inTable;
    private long mineInTable;
    private long mineBefore;
    private long mine;

    /**
     * The table was read.
     *
     * @param total what all have spent
     * @param ofThisWorker the part of it that this dispatcher did
     * @param starting whether this dispatcher has spent nothing so far: what it did then, a predecessor of its name did
     */
    void told(long total, long ofThisWorker, boolean starting) {
        inTable = total;
        mineInTable = ofThisWorker;
        if (starting) {
            mineBefore = ofThisWorker;
        }
    }

    /** A call of this dispatcher has ended. */
    void spent(long microUsd) {
        mine += microUsd;
    }

    /** Own spending that the table doesn't hold yet. */
    private long unseen() {
        return Math.max(0, mine - Math.max(0, mineInTable - mineBefore));
    }

    /**
     * Whether one more call can be paid for.
     *
     * <p>The other dispatchers spend from the same budget, and what they have set aside nobody else knows. So this one keeps
     * to its part of what the table leaves, and its spending counts against that part until the table holds it. Were the
     * parts all, the last money could be spent by nobody where there are many dispatchers; so a single call may take what
     * is left of it. If n dispatchers know the same table, all together they overspend by less than n calls.
     *
     * @param limit of the tenant for this day or month
     * @param setAside for the dispatcher's calls under way
     * @param estimate of the call, above 0
     * @param workers dispatchers that are alive, 1 or more
     */
    Answer affords(long limit, long setAside, long estimate, int workers) {
        long left = left(limit);
        if (estimate > left) {
            return Answer.USED_UP;
        }
        long taken = unseen() + setAside;
        long part = (limit - inTable) / workers;
        return taken == 0 || estimate <= part - taken ? Answer.AFFORDED : Answer.SET_ASIDE;
    }

    /** What the known spending leaves; below 0 where it was more than allowed. */
    long left(long limit) {
        return limit - inTable - unseen();
    }
}
