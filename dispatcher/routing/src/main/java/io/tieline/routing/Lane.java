package io.tieline.routing;

/** Where a request was taken from, which says how urgent it is and how it may wait. */
public enum Lane {
    /** Somebody waits for it: others find out first whether an endpoint works again. */
    INTERACTIVE,
    /** It may take its time. */
    BATCH,
    /** It was parked before, and waits where it is instead of being copied again. */
    PARKED
}
