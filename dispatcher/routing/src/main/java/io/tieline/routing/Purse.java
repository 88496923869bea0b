package io.tieline.routing;

import java.time.Instant;

/** What tenants have left to spend. Answers at once, from memory. */
@FunctionalInterface
public interface Purse {
    /** No tenant has a budget. */
    Purse BOTTOMLESS = (_, _, _) -> Answer.AFFORDED;

    /** Whether a call can be paid for. */
    enum Answer {
        AFFORDED,
        /** What is left is set aside for calls under way, which may yet cost less. */
        SET_ASIDE,
        /** The day's or the month's budget has no room for it. */
        USED_UP
    }

    /**
     * Asks for one call.
     *
     * @param microUsd what it is estimated to cost, 0 or more
     */
    Answer affords(Tenant tenant, long microUsd, Instant now);
}
