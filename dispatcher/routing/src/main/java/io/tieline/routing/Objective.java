package io.tieline.routing;

/** What a route sets its candidates in order by. */
public enum Objective {
    /** The order in which they are named. */
    LISTED,
    /** The best quality first. */
    QUALITY,
    /** The cheapest call first, by the estimate for the request at hand. */
    COST,
    /** Who usually answers soonest comes first, as the health table has measured it; who is unmeasured comes last, but for one of fifty requests. */
    LATENCY
}
