package io.tieline.health.stream;

import org.apache.kafka.common.utils.Bytes;

/** What the judge has to tell. */
sealed interface Judged {
    /**
     * The health of an endpoint, as it is now.
     *
     * @param health record of the health table
     * @param state the same with all that it rests on, as {@link EndpointHealthCodec} writes it
     */
    record Published(Bytes health, Bytes state) implements Judged {}

    /** An endpoint that doesn't seem to exist any more. */
    record Forgotten() implements Judged {}

    /** A record that could not be read. */
    record Unreadable(Bytes letter) implements Judged {}
}
