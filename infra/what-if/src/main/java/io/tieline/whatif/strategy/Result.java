package io.tieline.whatif.strategy;

import java.time.Duration;

/**
 * What a strategy came to.
 *
 * @param requests how many were played
 * @param soon how many of them were answered while somebody waits for them
 * @param ever how many were answered within the deadline
 * @param below how many answers came from a model of lower quality than the preferred one
 * @param microUsd of all calls
 */
record Result(long requests, long soon, long ever, long below, long microUsd) {
    /** Somebody waits for an answer so long. */
    static final Duration SOON = Duration.ofSeconds(15);

    static final Result NOTHING = new Result(0, 0, 0, 0, 0);

    Result plus(Result other) {
        return new Result(
                requests + other.requests,
                soon + other.soon,
                ever + other.ever,
                below + other.below,
                microUsd + other.microUsd);
    }

    double soonShare() {
        return (double) soon / requests;
    }

    double everShare() {
        return (double) ever / requests;
    }

    double belowShare() {
        return (double) below / requests;
    }

    /** Micro-dollars for each request that was answered. */
    double perAnswer() {
        return (double) microUsd / ever;
    }

    /** Micro-dollars for each request. */
    double perRequest() {
        return (double) microUsd / requests;
    }
}
