package io.tieline.routing;

import java.time.Instant;

/** Whether an endpoint may be called now. */
public sealed interface Admission {
    /** It is believed to work. */
    record Admitted() implements Admission {}

    /**
     * It gets a part of its traffic only.
     *
     * @param share of the requests that would go there, above 0, below 1
     */
    record Limited(double share, String why) implements Admission {}

    /**
     * Nobody knows whether it works again: this call would find out.
     *
     * @param since for how long somebody has been wanted who does
     */
    record Doubtful(Instant since, String why) implements Admission {}

    /**
     * It must not be called.
     *
     * @param until when to ask again, later than the moment that was asked about
     */
    record Denied(Instant until, String why) implements Admission {}
}
