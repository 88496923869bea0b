package io.tieline.testing.checker;

import io.tieline.testing.history.Event;

/**
 * What the providers charged. Millionths of a US dollar.
 *
 * @param billed for all calls
 * @param ideal the cheapest answer of each completed request
 * @param answered completed requests with a billed answer
 */
record Cost(long billed, long ideal, long answered) {
    static Cost of(Ledger ledger) {
        long billed = 0;
        long ideal = 0;
        long answered = 0;
        for (Entry entry : ledger.entries()) {
            billed += entry.billedMicroUsd;
            if (entry.status == Event.Status.COMPLETED && entry.cheapestAnswerMicroUsd >= 0) {
                ideal += entry.cheapestAnswerMicroUsd;
                answered++;
            }
        }
        return new Cost(billed, ideal, answered);
    }

    /** 1 where nothing was charged in vain. */
    double ratio() {
        return ideal == 0 ? Double.NaN : (double) billed / ideal;
    }
}
