package io.tieline.routing;

import java.time.Instant;

/** Whether an endpoint may be called now. */
public sealed interface Admission {
    /** It is believed to work. */
    record Admitted() implements Admission {}

    /** Nobody knows whether it works again: this call would find out. */
    record Doubtful(String why) implements Admission {}

    /**
     * It must not be called.
     *
     * @param until when to ask again, later than the moment that was asked about
     */
    record Denied(Instant until, String why) implements Admission {}
}
